package io.computeplatform.testing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;

class RequiresRabbitMqTests {

	@Test
	void otherBrokerIsNamedInTheReason() {
		ConditionEvaluationResult result = RequiresRabbitMqCondition.evaluate(broker("qpid", "10.1.0"), "0");

		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).hasValue("Needs RabbitMQ, the broker of the tests is qpid 10.1.0");
	}

	@Test
	void versionsAreComparedAsNumbers() {
		assertThat(RequiresRabbitMqCondition.evaluate(broker("RabbitMQ", "3.10.8"), "3.12").isDisabled()).isTrue();
		assertThat(RequiresRabbitMqCondition.evaluate(broker("RabbitMQ", "3.10.8"), "3.9").isDisabled()).isFalse();
		assertThat(RequiresRabbitMqCondition.evaluate(broker("RabbitMQ", "4.1.0"), "4.1").isDisabled()).isFalse();
	}

	@Test
	@RequiresRabbitMq
	void testRunsOnRabbitMqOnly() {
		assertThat(TestServers.rabbit().isRabbitMq()).isTrue();
	}

	private static RabbitServer broker(String product, String version) {
		return new RabbitServer("127.0.0.1", 5672, "guest", "guest", product, version);
	}

}
