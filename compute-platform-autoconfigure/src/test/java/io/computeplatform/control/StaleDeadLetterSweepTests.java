package io.computeplatform.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.DeadLetterRows;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.amqp.AmqpException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("engine")
@WithTestEnvironment
class StaleDeadLetterSweepTests {

	private final TestEnvironment environment;

	private TestApplication application;

	StaleDeadLetterSweepTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void start() throws Exception {
		this.application = TestApplication.start(this.environment);
		this.application.bean(JdbcClient.class).sql("truncate compute.jobs, compute.attempts cascade").update();
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.queuePurge(deadLetters());
		}
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void staleDeadLettersAreRemovedAndOthersKeepTheirOrder() throws Exception {
		JobId first = fail(Work.fail());
		JobId retried = fail(Work.failBefore(2));
		JobId discarded = fail(Work.fail());
		JobId second = fail(Work.fail());
		JobId deleted = fail(Work.fail());
		UUID unknown = UUID.randomUUID();
		publish("not ours", Map.of());
		publish(unknown.toString(), Map.of("compute-try-count", 1, "compute-reason", "executor-failed"));
		publish(retried.toString(), Map.of("compute-try-count", 1, "compute-reason", "rejected-message"));
		JobId third = fail(Work.fail());
		this.application.failedJobService().retry(retried);
		this.application.await(retried, JobStatus.COMPLETE);
		this.application.failedJobService().discard(discarded);
		this.application.platform().delete(deleted);
		awaitMessages(9);
		try (TestApplication sweeper = TestApplication.start(this.environment,
				"compute.async.dead-letters.remove-stale=true", "compute.async.dead-letters.interval=100ms")) {
			// A pass in progress holds messages: then the queue counts fewer than it has.
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(sweeper.platform().deadLetters("work", 10)).extracting(DeadLetter::jobId)
							.containsExactly(first, second, null, new JobId(unknown), retried, third));
			sweeper.failedJobService().discard(first);
			awaitMessages(5);
			sweeper.failedJobService().restore(first, AuditNote.none());
			awaitMessages(6);
		}
	}

	@Test
	// Others refuse the message.
	@RequiresRabbitMq
	@ExtendWith(OutputCaptureExtension.class)
	void unreadableDeadLettersDoNotBlockTheNextQueue(CapturedOutput output) throws Exception {
		String first = this.environment.queue("first") + ".dlq";
		try (TestApplication both = TestApplication.start(this.environment, "compute.async.queues.first.concurrency=1",
				"spring.rabbitmq.max-inbound-message-body-size=1MB")) {
			StaleDeadLetterSweep sweep = sweep(both, both.bean(DeadLetterReader.class));
			publish(first, "not ours", Map.of(), new byte[(1 << 20) + 1]);
			for (int i = 0; i < 2; i++) {
				JobId discarded = fail(Work.fail());
				awaitMessages(1);
				this.application.failedJobService().discard(discarded);
				// It comes back some time after the connection has closed.
				awaitMessages(first, 1);
				sweep.run();
				awaitMessages(0);
			}
			assertThat(output.toString()).containsOnlyOnce("Failed to remove stale dead letters of queue 'first'");
			awaitMessages(first, 1);
		}
	}

	@Test
	void redeliveredDeadLetterIsNoCopy() throws Exception {
		try (TcpProxy proxy = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication behind = TestApplication.start(this.environment, "spring.rabbitmq.host=" + proxy.host(),
						"spring.rabbitmq.port=" + proxy.port())) {
			fail(Work.fail());
			fail(Work.fail());
			awaitMessages(2);
			JobQueue queue = behind.bean(JobQueues.class).get("work");
			DeadLetterReader reader = behind.bean(DeadLetterReader.class);
			AtomicInteger states = new AtomicInteger();
			assertThatExceptionOfType(AmqpException.class).isThrownBy(() -> reader.list(queue, 10, (letter) -> {
				if (states.incrementAndGet() == 1) {
					proxy.reset();
					awaitMessages(2);
				}
				return true;
			}));
			awaitMessages(2);
			assertThat(behind.platform().deadLetters("work", 10)).hasSize(2);
		}
	}

	@Test
	void queueIsReadOnlyIfItHasMoreDeadLettersThanExpected() throws Exception {
		AtomicInteger walks = new AtomicInteger();
		StaleDeadLetterSweep sweep = sweep(this.application,
				new Counting(this.application.bean(DeadLetterReader.class), walks));
		JobId failed = fail(Work.fail());
		sweep.run();
		assertThat(walks).hasValue(0);
		publish("not ours", Map.of());
		awaitMessages(2);
		sweep.run();
		awaitMessages(2);
		sweep.run();
		assertThat(walks).hasValue(1);
		this.application.failedJobService().discard(failed);
		sweep.run();
		assertThat(walks).hasValue(2);
		awaitMessages(1);
		sweep.run();
		assertThat(walks).hasValue(2);
	}

	@Test
	void deadLetterReadBeforeItsConfirmIsRemovedOnceStale() throws Exception {
		StaleDeadLetterSweep sweep = sweep(this.application, this.application.bean(DeadLetterReader.class));
		JobId failed = fail(Work.fail());
		awaitMessages(1);
		mark("now() + interval '1 hour'", failed);
		sweep.run();
		mark("null", failed);
		this.application.failedJobService().discard(failed);
		sweep.run();
		awaitMessages(0);
	}

	private void mark(String dueAt, JobId id) {
		this.application.bean(JdbcClient.class)
			.sql("update compute.jobs set message_due_at = " + dueAt + " where id = ?")
			.param(id.value())
			.update();
	}

	private static StaleDeadLetterSweep sweep(TestApplication application, DeadLetterReader reader) {
		return new StaleDeadLetterSweep(application.bean(JobQueues.class), application.bean(BrokerQueues.class), reader,
				application.bean(DeadLetterRows.class), application.bean(RejectedRows.class), Duration.ofHours(1));
	}

	private JobId fail(Work work) {
		JobId id = this.application.platform().submit("work", work, SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await()
			.until(() -> this.application.bean(JdbcClient.class)
				.sql("select count(*) from compute.jobs where message_due_at is not null")
				.query(Integer.class)
				.single() == 0);
		return id;
	}

	private void publish(String id, Map<String, Object> headers) throws Exception {
		publish(deadLetters(), id, headers, "{}".getBytes());
	}

	private void publish(String queue, String id, Map<String, Object> headers, byte[] body) throws Exception {
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			channel.basicPublish("", queue, new BasicProperties.Builder().messageId(id).headers(headers).build(), body);
			channel.waitForConfirmsOrDie();
		}
	}

	private void awaitMessages(long count) {
		awaitMessages(deadLetters(), count);
	}

	private void awaitMessages(String queue, long count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.application.bean(BrokerQueues.class).queueInfo(queue))
				.hasValueSatisfying((found) -> assertThat(found.ready()).isEqualTo(count)));
	}

	private String deadLetters() {
		return this.environment.queue("work") + ".dlq";
	}

	private record Counting(DeadLetterReader reader, AtomicInteger walks) implements DeadLetterReader {

		@Override
		public List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current) {
			return this.reader.list(queue, limit, current);
		}

		@Override
		public Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current,
				Function<DeadLetter, Choice> choice) {
			return this.reader.next(queue, current, choice);
		}

		@Override
		public void forEachBatch(JobQueue queue, long limit,
				Function<List<QueuedDeadLetter>, List<Long>> selectRemoved) {
			this.walks.incrementAndGet();
			this.reader.forEachBatch(queue, limit, selectRemoved);
		}

	}

}
