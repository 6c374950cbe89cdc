package io.computeplatform.internal.actuate;

import java.util.Map;
import java.util.stream.IntStream;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages at which the RabbitMQ client closes its connection.
 */
@Tag("engine")
@WithTestEnvironment
// Others refuse such messages.
@RequiresRabbitMq
class UnreadableMessageTests {

	private final TestEnvironment environment;

	private HttpApplication application;

	UnreadableMessageTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void start() {
		this.environment.queue("second");
		this.application = HttpApplication.start(this.environment, "compute.async.queues.second.concurrency=1",
				"management.endpoint.health.show-details=always");
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@EnumSource
	void queueThatHoldsOneIsNamedAndOthersGoOn(Unreadable unreadable) throws Exception {
		publish(this.environment.queue("work"), unreadable);
		Awaitility.await()
			.untilAsserted(() -> assertThat(health()).contains("\"unreadableQueues\":{\"work\":\"", unreadable.why,
					"\"status\":\"DEGRADED\""));
		for (int i = 0; i < 50; i++) {
			await(submit("second"));
		}
		purge("work");
		await(submit("work"));
	}

	@ParameterizedTest
	@EnumSource
	void deadLetterQueueThatHoldsOneIsNamedAndNothingElseIsDisturbed(Unreadable unreadable) throws Exception {
		AsyncPlatform platform = this.application.bean(AsyncPlatform.class);
		publish(this.environment.queue("work") + ".dlq", unreadable);
		for (int i = 0; i < 3; i++) {
			awaitMessage("work.dlq");
			assertThatExceptionOfType(AmqpException.class).isThrownBy(() -> platform.deadLetters("work", 10))
				.withMessageContainingAll("'" + this.environment.queue("work") + ".dlq'", unreadable.why,
						"broker's own tools");
			await(submit("work"));
		}
		purge("work.dlq");
		assertThat(platform.deadLetters("work", 10)).isEmpty();
	}

	private void publish(String queue, Unreadable unreadable) throws InterruptedException {
		RabbitTemplate rabbit = this.application.bean(RabbitTemplate.class);
		// The client writes headers in the way in which it can't read them.
		Thread publisher = new Thread(null, () -> rabbit.send("", queue, unreadable.message()), "publisher", 1L << 28);
		publisher.start();
		publisher.join();
	}

	/**
	 * It is published without a confirm, and put back after the connection has closed.
	 */
	private void awaitMessage(String queue) {
		Awaitility.await().until(() -> this.environment.rabbit().messages(this.environment.queue(queue)) == 1);
	}

	/**
	 * A message that is being delivered can't be purged.
	 */
	private void purge(String queue) {
		AmqpAdmin admin = this.application.bean(AmqpAdmin.class);
		Awaitility.await().until(() -> admin.purgeQueue(this.environment.queue(queue)) > 0);
	}

	private JobId submit(String queue) {
		return this.application.bean(AsyncPlatform.class).submit(queue, Work.succeed());
	}

	private void await(JobId id) {
		Awaitility.await()
			.until(() -> this.application.bean(AsyncPlatform.class)
				.find(id)
				.orElseThrow()
				.status() == JobStatus.COMPLETE);
	}

	private String health() {
		return this.application.get("health").body();
	}

	/**
	 * What the client can't read.
	 */
	enum Unreadable {

		LARGE("Message body is too large") {

			@Override
			Message message() {
				return new Message(new byte[(64 << 20) + 1]);
			}

		},

		NESTED("") {

			@Override
			Message message() {
				// Deeper than compiled code can read on a thread's stack, and all in one
				// frame.
				Map<String, Object> headers = IntStream.range(0, 9_000)
					.boxed()
					.<Map<String, Object>>reduce(Map.of(), (nested, i) -> Map.of("n", nested), (one, other) -> other);
				MessageProperties properties = new MessageProperties();
				properties.setHeaders(headers);
				return new Message(new byte[0], properties);
			}

		};

		private final String why;

		Unreadable(String why) {
			this.why = why;
		}

		abstract Message message();

	}

}
