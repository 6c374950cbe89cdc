package io.computeplatform.reconcile;

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
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.failed.ActionNote;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.DeadLetterRows;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class StaleLetterSweepTests {

	private final TestEnvironment environment;

	private TestApplication application;

	StaleLetterSweepTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void start() throws Exception {
		this.application = TestApplication.start(this.environment);
		this.application.bean(JdbcClient.class).sql("truncate compute.jobs, compute.attempts").update();
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
	void lettersOfJobsThatMovedOnGoByThemselvesAndTheOthersKeepTheirOrder() throws Exception {
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
			awaitMessages(6);
			assertThat(sweeper.platform().deadLetters("work", 10)).extracting(DeadLetter::jobId)
				.containsExactly(first, second, null, new JobId(unknown), retried, third);
			sweeper.failedJobService().discard(first);
			awaitMessages(5);
			sweeper.failedJobService().restore(first, ActionNote.none());
			awaitMessages(6);
		}
	}

	@Test
	void lettersAreOnlyTakenWhereThereAreMoreThanThereShouldBe() throws Exception {
		AtomicInteger walks = new AtomicInteger();
		StaleLetterSweep sweep = new StaleLetterSweep(this.application.bean(JobQueues.class),
				this.application.bean(BrokerQueues.class),
				new Counting(this.application.bean(DeadLetterReader.class), walks),
				this.application.bean(DeadLetterRows.class), this.application.bean(RejectedRows.class),
				Duration.ofHours(1));
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
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			channel.basicPublish("", deadLetters(),
					new BasicProperties.Builder().messageId(id).headers(headers).build(), "{}".getBytes());
			channel.waitForConfirmsOrDie();
		}
	}

	private void awaitMessages(long count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.application.bean(BrokerQueues.class).look(deadLetters()))
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
		public void walk(JobQueue queue, long limit, Function<List<Found>, List<Long>> review) {
			this.walks.incrementAndGet();
			this.reader.walk(queue, limit, review);
		}

	}

}
