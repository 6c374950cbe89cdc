package io.computeplatform.internal.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.computeplatform.internal.broker.JobPublisher.NotPublishedException;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class UnconfirmedPublishTests {

	private static final Message MESSAGE = new Message("{}".getBytes());

	private final TestEnvironment environment;

	UnconfirmedPublishTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void whatIsNotConfirmedFailsAndTheNextGoesOverAnotherChannel() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = TestApplication.start(this.environment,
						"compute.async.worker.enabled=false", "spring.rabbitmq.host=" + broker.host(),
						"spring.rabbitmq.port=" + broker.port())) {
			JobPublisher publisher = application.bean(JobPublisher.class);
			assertConfirmed(publisher);
			broker.stall();
			assertNotPublished(publisher, "No confirm within");
			broker.resume();
			assertConfirmed(publisher);
		}
	}

	@Test
	void whatWaitsBehindAChannelThatIsStuckFailsToo() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = TestApplication.start(this.environment,
						"compute.async.worker.enabled=false", "spring.rabbitmq.host=" + broker.host(),
						"spring.rabbitmq.port=" + broker.port())) {
			JobPublisher publisher = application.bean(JobPublisher.class);
			assertConfirmed(publisher);
			broker.stall();
			try {
				// More than all buffers on the way take.
				Message large = new Message(new byte[1024 * 1024]);
				IntStream.range(0, 64)
					.forEach((i) -> publisher.publish(this.environment.queue(TestApplication.QUEUE), large));
				assertNotPublished(publisher, "Not sent within");
			}
			finally {
				// The application can't close before.
				broker.resume();
			}
			assertConfirmed(publisher);
		}
	}

	@Test
	void largeMessagesThatWaitAreBoundedAndRefuseNoSmallOne() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = TestApplication.start(this.environment,
						"compute.async.worker.enabled=false", "spring.rabbitmq.host=" + broker.host(),
						"spring.rabbitmq.port=" + broker.port())) {
			JobPublisher publisher = application.bean(JobPublisher.class);
			assertConfirmed(publisher);
			broker.stall();
			CompletableFuture<?> small;
			try {
				Message large = new Message(new byte[1024 * 1024]);
				List<CompletableFuture<?>> published = IntStream.range(0, 256)
					.<CompletableFuture<?>>mapToObj(
							(i) -> publisher.publish(this.environment.queue(TestApplication.QUEUE), large))
					.toList();
				assertThat(published.stream().filter(CompletableFuture::isCompletedExceptionally).count())
					.isGreaterThan(100);
				assertThat(published.get(255)).failsWithin(Duration.ZERO)
					.withThrowableThat()
					.withMessageContaining("Too many large messages");
				small = publisher.publish(this.environment.queue(TestApplication.QUEUE), MESSAGE);
				assertThat(small).isNotDone();
			}
			finally {
				// The application can't close before.
				broker.resume();
			}
			assertThat(small).succeedsWithin(30, TimeUnit.SECONDS);
		}
	}

	@Test
	void messageLargerThanAllThatMayWaitIsSentAlone() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.worker.enabled=false")) {
			assertThat(application.bean(JobPublisher.class)
				.publish(this.environment.queue(TestApplication.QUEUE), new Message(new byte[33 << 20])))
				.succeedsWithin(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void whatTheClientRefusesTakesNoConfirmOfAnother() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.worker.enabled=false")) {
			JobPublisher publisher = application.bean(JobPublisher.class);
			MessageProperties properties = new MessageProperties();
			properties.setHeader("x".repeat(256), "");
			assertNotPublished(publisher, new Message(new byte[0], properties), "can't be published");
			assertConfirmed(publisher);
		}
	}

	@Test
	void foreignMessageThatIsNoTextIsPutAway() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.worker.enabled=false")) {
			// As the client reads bytes that are no text.
			String unreadable = "\uFFFD".repeat(255);
			MessageProperties properties = new MessageProperties();
			properties.setMessageId(unreadable);
			properties.setType(unreadable);
			properties.setContentType(unreadable);
			properties.setContentEncoding(unreadable);
			properties.setHeader("nested", List.of(Map.of(unreadable, 1)));
			Message letter = DeadLetters.ofRejected(new Message(new byte[0], properties), "work", "no job", null,
					DeadLetters.Headers.ALL);
			assertThat(application.bean(JobPublisher.class)
				.publish(this.environment.queue(TestApplication.QUEUE) + ".dlq", letter))
				.succeedsWithin(30, TimeUnit.SECONDS);
		}
	}

	@Test
	// Other brokers may close the channel instead of returning the message.
	@RequiresRabbitMq
	void whatNoQueueTakesFailsThoughTheBrokerConfirmsIt() {
		try (TestApplication application = TestApplication.start(this.environment)) {
			CompletableFuture<?> unroutable = application.bean(JobPublisher.class)
				.publish(this.environment.queuePrefix() + "gone", MESSAGE);
			assertThat(unroutable).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(NotPublishedException.class,
						(failure) -> assertThat(failure.isRefused()).isTrue());
		}
	}

	private void assertConfirmed(JobPublisher publisher) {
		assertThat(publisher.publish(this.environment.queue(TestApplication.QUEUE), MESSAGE)).succeedsWithin(30,
				TimeUnit.SECONDS);
	}

	private void assertNotPublished(JobPublisher publisher, String why) {
		assertNotPublished(publisher, MESSAGE, why);
	}

	private void assertNotPublished(JobPublisher publisher, Message message, String why) {
		assertThat(publisher.publish(this.environment.queue(TestApplication.QUEUE), message))
			.failsWithin(30, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(NotPublishedException.class)
			.withMessageContaining(why);
	}

}
