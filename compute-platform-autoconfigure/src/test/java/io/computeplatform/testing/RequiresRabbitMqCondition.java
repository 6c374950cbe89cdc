package io.computeplatform.testing;

import java.lang.module.ModuleDescriptor.Version;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

class RequiresRabbitMqCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return context.getElement()
			.map((element) -> element.getAnnotation(RequiresRabbitMq.class))
			.map((required) -> evaluate(TestServers.rabbit(), required.minVersion()))
			.orElseGet(() -> enabled("Nothing is required of the broker here"));
	}

	static ConditionEvaluationResult evaluate(RabbitServer broker, String minVersion) {
		if (!broker.isRabbitMq()) {
			return disabled(
					"Needs RabbitMQ, the broker of the tests is %s %s".formatted(broker.product(), broker.version()));
		}
		if (Version.parse(broker.version()).compareTo(Version.parse(minVersion)) < 0) {
			return disabled("Needs RabbitMQ %s, this is %s".formatted(minVersion, broker.version()));
		}
		return enabled("The broker is RabbitMQ " + broker.version());
	}

}
