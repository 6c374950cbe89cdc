package io.computeplatform.internal.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.computeplatform.internal.worker.Acknowledgements.Delivery;
import io.computeplatform.testing.RabbitServer;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

@WithTestEnvironment
class AcknowledgementsTests {

	private static final int MESSAGES = 4;

	private final Acknowledgements acknowledgements = new Acknowledgements();

	private final Answers answers = new Answers();

	private final RabbitServer broker;

	private Connection connection;

	private Channel channel;

	private String queue;

	AcknowledgementsTests(TestEnvironment environment) {
		this.broker = environment.rabbit();
	}

	@BeforeEach
	void messagesWait() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(this.broker.host());
		factory.setPort(this.broker.port());
		factory.setUsername(this.broker.username());
		factory.setPassword(this.broker.password());
		factory.setMetricsCollector(this.answers);
		this.connection = factory.newConnection();
		this.channel = this.connection.createChannel();
		this.queue = this.channel.queueDeclare().getQueue();
		this.channel.confirmSelect();
		for (int i = 0; i < MESSAGES; i++) {
			this.channel.basicPublish("", this.queue, null, new byte[0]);
		}
		this.channel.waitForConfirms();
	}

	@AfterEach
	void close() throws IOException {
		this.connection.close();
	}

	@Test
	void whatIsDoneInARowIsAcknowledgedAtOnce() throws Exception {
		List<Delivery> deliveries = take(MESSAGES);
		Acknowledgements.batchAcks(() -> {
			done(deliveries, 2, 1, 3);
			assertThat(this.answers.sent).isEmpty();
		});
		assertThat(this.answers.sent).containsExactly("up to 3");
		assertThat(left()).isEqualTo(1);
	}

	@Test
	void whatIsNotDoneHoldsUpNothingThatIsBehindIt() throws Exception {
		List<Delivery> deliveries = take(MESSAGES);
		Acknowledgements.batchAcks(() -> done(deliveries, 2, 4));
		assertThat(this.answers.sent).containsExactly("2", "4");
		Acknowledgements.batchAcks(() -> done(deliveries, 1, 3));
		assertThat(this.answers.sent).containsExactly("2", "4", "up to 3");
		assertThat(left()).isZero();
	}

	@Test
	void whatIsToComeAgainIsNotAcknowledgedWithOthers() throws Exception {
		List<Delivery> deliveries = take(3);
		Acknowledgements.batchAcks(() -> {
			done(deliveries, 1);
			deliveries.get(1).complete(false);
			done(deliveries, 3);
		});
		assertThat(this.answers.sent).containsExactly("not 2", "up to 3");
		assertThat(left()).isEqualTo(2);
	}

	@Test
	void whatWasTakenByAnotherIsNotAcknowledgedWithOthers() throws Exception {
		List<Delivery> deliveries = new ArrayList<>(take(1));
		this.channel.basicGet(this.queue, false);
		deliveries.addAll(take(1));
		Acknowledgements.batchAcks(() -> deliveries.forEach((delivery) -> delivery.complete(true)));
		assertThat(this.answers.sent).containsExactly("1", "3");
		assertThat(left()).isEqualTo(2);
	}

	@Test
	void whoHoldsNoOtherIsAcknowledgedWithoutWaiting() throws Exception {
		List<Delivery> deliveries = take(1);
		Acknowledgements.batchAcks(() -> {
			done(deliveries, 1);
			assertThat(this.answers.sent).containsExactly("1");
		});
		deliveries.get(0).send();
		assertThat(this.answers.sent).containsExactly("1");
		assertThat(left()).isEqualTo(MESSAGES - 1);
	}

	@Test
	void whatIsAnsweredAloneIsAcknowledgedAtOnce() throws Exception {
		List<Delivery> deliveries = take(2);
		done(deliveries, 2);
		assertThat(this.answers.sent).containsExactly("2");
		assertThat(left()).isEqualTo(MESSAGES - 1);
	}

	@Test
	void whatWasDeliveredOnAChannelThatIsClosedComesAgain() throws Exception {
		List<Delivery> before = take(2);
		this.channel.close();
		this.channel = this.connection.createChannel();
		List<Delivery> after = take(1);
		assertThatNoException().isThrownBy(() -> Acknowledgements.batchAcks(() -> {
			done(before, 1, 2);
			done(after, 1);
		}));
		assertThat(this.answers.sent).containsExactly("1");
		assertThat(left()).isEqualTo(MESSAGES - 1);
	}

	@Test
	void whatConsumersHaveLeftIsWaitedForUntilItIsAnswered() throws Exception {
		List<Delivery> deliveries = take(3);
		deliveries.get(0).detach();
		deliveries.get(1).detach();
		CompletableFuture<Void> answered = CompletableFuture.runAsync(this::awaitAnswered);
		done(deliveries, 1);
		assertThat(answered).isNotDone();
		deliveries.get(1).complete(false);
		// The third is in hand.
		assertThat(answered).succeedsWithin(Duration.ofSeconds(60));
	}

	private void awaitAnswered() {
		try {
			this.acknowledgements.awaitCompleted(Duration.ofDays(1));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<Delivery> take(int count) throws IOException {
		List<Delivery> deliveries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			MessageProperties properties = new MessageProperties();
			properties.setDeliveryTag(this.channel.basicGet(this.queue, false).getEnvelope().getDeliveryTag());
			deliveries.add(this.acknowledgements.take(this.channel, new Message(new byte[0], properties)));
		}
		return deliveries;
	}

	private static void done(List<Delivery> deliveries, int... tags) {
		IntStream.of(tags).forEach((tag) -> deliveries.get(tag - 1).complete(true));
	}

	/** How many messages nobody has acknowledged. */
	private int left() throws IOException, TimeoutException {
		this.channel.close();
		try (Channel other = this.connection.createChannel()) {
			return (int) other.messageCount(this.queue);
		}
	}

	/**
	 * What the client sends to the broker.
	 */
	private static final class Answers extends NoOpMetricsCollector {

		private final List<String> sent = new ArrayList<>();

		@Override
		public void basicAck(Channel channel, long deliveryTag, boolean multiple) {
			this.sent.add((multiple ? "up to " : "") + deliveryTag);
		}

		@Override
		public void basicNack(Channel channel, long deliveryTag, boolean requeue) {
			this.sent.add("not " + deliveryTag);
		}

		@Override
		public void basicNack(Channel channel, long deliveryTag) {
			this.sent.add("not " + deliveryTag);
		}

	}

}
