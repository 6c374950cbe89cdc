package io.computeplatform.faults;

import java.util.Map;
import java.util.function.Predicate;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.RejectedMessage;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class RejectedFloodTests {

	private static final int FLOOD = 20_000;

	@Test
	void floodOfDifferentMessagesCostsBoundedRowsAndLinesAndLosesNone(TestEnvironment environment,
			CapturedOutput output) throws Exception {
		try (TestApplication application = TestApplication.start(environment, "compute.async.queues.work.concurrency=8",
				"compute.async.queues.work.prefetch=50");
				ExternalObserver outside = new ExternalObserver(environment)) {
			publish(environment, outside.queue());
			eventually("All to be put away").until(() -> outside.waiting(outside.deadLetterQueue()) == FLOOD);
			JobId id = application.submit(Work.succeed());
			application.await(id, JobStatus.COMPLETE);
			assertThat(outside.count("select count(*) from compute.rejected_messages")).isEqualTo(10_000);
			// However slow the machine is: one in a minute.
			assertThat(output.getOut().lines().filter(isAboutThem())).hasSizeBetween(1, 10);

			RejectedMessages messages = application.bean(RejectedMessages.class);
			RejectedMessage newest = messages.list("work", false, 1, null).get(0);
			messages.discard(newest.id(), AuditNote.none());
			publish(outside, "one more");
			eventually("Sandbox for another").until(() -> {
				publish(outside, "one more");
				return messages.list("work", false, 1, null).get(0).id() > newest.id();
			});
			assertThat(outside.count("select count(*) from compute.rejected_messages where resolved_at is null"))
				.isEqualTo(10_000);
		}
	}

	private static Predicate<String> isAboutThem() {
		return (line) -> line.contains("no job") || line.contains("MessageRejecter");
	}

	private static void publish(TestEnvironment environment, String queue) throws Exception {
		try (Connection connection = environment.rabbit().connect(); Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			for (int i = 0; i < FLOOD; i++) {
				channel.basicPublish("", queue, new BasicProperties.Builder().headers(Map.of("number", i)).build(),
						"strange".getBytes());
			}
			channel.waitForConfirmsOrDie(60_000);
		}
	}

	private static void publish(ExternalObserver outside, String id) throws Exception {
		outside.publish(outside.queue(), new BasicProperties.Builder().messageId(id).build(), "strange".getBytes());
	}

}
