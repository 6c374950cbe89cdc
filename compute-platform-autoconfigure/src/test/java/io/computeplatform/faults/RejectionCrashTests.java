package io.computeplatform.faults;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.computeplatform.control.RejectedMessage;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class RejectionCrashTests {

	@Test
	void messageWhoseProcessDiedBetweenRowAndAcknowledgementIsOneRowAndPutAway(TestEnvironment environment)
			throws Exception {
		TestApplication.start(environment, FaultMain.class, "compute.async.worker.enabled=false").close();
		try (TcpProxy broker = TcpProxy.to(environment.rabbit().host(), environment.rabbit().port());
				ExternalObserver outside = new ExternalObserver(environment)) {
			Map<String, String> settings = TestApplication.settings(environment);
			settings.put("spring.rabbitmq.host", broker.host());
			settings.put("spring.rabbitmq.port", String.valueOf(broker.port()));
			try (Connection blocker = environment.postgres().connect(environment.database());
					Statement statement = blocker.createStatement();
					JavaProcess process = ExternalObserver.startJvm(FaultMain.class, settings)) {
				blocker.setAutoCommit(false);
				statement.execute("lock table compute.rejected_messages in exclusive mode");
				outside.publish(outside.queue(), new BasicProperties.Builder().messageId("strange").build(),
						"strange".getBytes());
				eventually("Row to be written").until(() -> outside.count("""
						select count(*) from pg_stat_activity
						where datname = current_database() and wait_event_type = 'Lock'
						  and query like 'UPDATE%rejected_messages%'""") == 1);
				broker.stall();
				blocker.rollback();
				eventually("Row").until(() -> outside.count("select count(*) from compute.rejected_messages") == 1);
				process.kill9();
			}
			broker.cut();
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();

			try (TestApplication other = TestApplication.start(environment, FaultMain.class)) {
				eventually("Letter").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);
				eventually("Acknowledgement").until(() -> outside.waiting(outside.queue()) == 0);
				assertThat(other.bean(RejectedMessages.class).list(null, false, 10, null)).singleElement()
					.extracting(RejectedMessage::times)
					.isEqualTo(2L);
			}
		}
	}

}
