package io.computeplatform.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.control.Difference.Kind;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class DeadLetterReconciliationTests {

	private TestEnvironment environment;

	private TestApplication application;

	private DeadLetterReconciliation reconciliation;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = TestApplication.start(environment);
		this.reconciliation = this.application.bean(DeadLetterReconciliation.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void clear() throws Exception {
		this.jdbc.sql("truncate compute.jobs, compute.attempts, compute.deleted_jobs cascade").update();
		onBroker((channel) -> channel.queuePurge(deadLetters()));
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void balanceIsFoundWhereEachFailedJobHasItsLetter() {
		fail();
		fail();
		assertThat(report()).isEqualTo(new Values.ReconciliationReport("work", 2, 0, 0, 0, List.of()));
		assertThat(report().isBalanced()).isTrue();
	}

	@Test
	void lettersOfPurgedQueueAreSentAgain() throws Exception {
		List<JobId> ids = List.of(fail(), fail());
		onBroker((channel) -> channel.queuePurge(deadLetters()));
		assertThat(report()).satisfies((balance) -> {
			assertThat(balance.missing()).isEqualTo(2);
			assertThat(balance.letters()).isZero();
			assertThat(balance.examples()).extracting(Difference::kind).containsOnly(Kind.MISSING);
			assertThat(balance.examples()).extracting(Difference::jobId).containsExactlyInAnyOrderElementsOf(ids);
		});
		assertThat(list()).isEmpty();
		assertThat(repair().missing()).isEqualTo(2);
		awaitListed(ids);
		assertThat(this.application.platform().deadLetters("work", 1).get(0).payload()).contains("fail");
		awaitNothingOwed();
		assertThat(report().isBalanced()).isTrue();
	}

	@Test
	void lettersOfDeletedQueueAreSentAgain() throws Exception {
		JobId id = fail();
		onBroker((channel) -> channel.queueDelete(deadLetters()));
		// Not before it is asked for: the queue is not there.
		assertThat(this.reconciliation.repair().get(0).missing()).isOne();
		awaitListed(List.of(id));
	}

	@Test
	void staleLettersAndCopiesAreRemovedAndTheOthersLeftInTheirOrder() throws Exception {
		JobId retried = fail();
		JobId first = fail();
		JobId discarded = fail();
		JobId deleted = fail();
		JobId second = fail();
		copy(first);
		this.application.failedJobService().discard(discarded);
		this.application.platform().delete(deleted);
		this.application.failedJobService().retry(retried);
		Awaitility.await()
			.until(() -> this.application.find(retried).tryCount() == 2
					&& this.application.find(retried).status() == JobStatus.FAILED);
		awaitNothingOwed();
		assertThat(report()).satisfies((balance) -> {
			assertThat(balance.letters()).isEqualTo(7);
			assertThat(balance.stale()).isEqualTo(4);
			assertThat(balance.missing()).isZero();
			assertThat(balance.examples()).extracting(Difference::jobId)
				.containsExactlyInAnyOrder(retried, discarded, deleted, first);
		});
		assertThat(repair().stale()).isEqualTo(4);
		awaitMessages(3);
		assertThat(list()).containsExactly(first, second, retried);
		assertThat(report().isBalanced()).isTrue();
	}

	@Test
	void foreignMessagesAreReportedAndLeft() throws Exception {
		UUID unknown = UUID.randomUUID();
		onBroker((channel) -> {
			channel.basicPublish("", deadLetters(), new BasicProperties.Builder().messageId("not ours").build(),
					"hello".getBytes());
			channel.basicPublish("", deadLetters(), letter(unknown), "{}".getBytes());
		});
		awaitMessages(2);
		assertThat(repair()).satisfies((balance) -> {
			assertThat(balance.foreign()).isEqualTo(2);
			assertThat(balance.examples()).containsExactlyInAnyOrder(new Values.Difference(Kind.FOREIGN, null),
					new Values.Difference(Kind.FOREIGN, new JobId(unknown)));
		});
		awaitMessages(2);
	}

	@Test
	void poppedLetterIsNotMissing() {
		JobId id = fail();
		Optional<DeadLetter> popped = this.application.platform().nextDeadLetter("work", (letter) -> true);
		assertThat(popped).get().extracting(DeadLetter::jobId).isEqualTo(id);
		assertThat(repair().isBalanced()).isTrue();
		assertThat(list()).isEmpty();
	}

	@Test
	void letterThatIsStillOwedIsNotMissing() throws Exception {
		fail();
		onBroker((channel) -> channel.queuePurge(deadLetters()));
		this.jdbc.sql("update compute.jobs set message_due_at = now() + interval '1 hour'").update();
		assertThat(report().missing()).isZero();
	}

	@Test
	void manyLettersOfMoreThanOneBatchAreSeenAndManyMissingOnesOwed() throws Exception {
		insertFailed(12_000);
		List<UUID> ids = this.jdbc.sql("select id from compute.jobs order by id limit 1200").query(UUID.class).list();
		onBroker((channel) -> {
			channel.confirmSelect();
			for (UUID id : ids) {
				channel.basicPublish("", deadLetters(), letter(id), "{}".getBytes());
			}
			channel.waitForConfirmsOrDie();
		});
		assertThat(report()).satisfies((balance) -> {
			assertThat(balance.letters()).isEqualTo(1_200);
			assertThat(balance.missing()).isEqualTo(10_800);
			assertThat(balance.stale()).isZero();
			assertThat(balance.examples()).hasSize(10);
		});
		awaitMessages(1_200);
		assertThat(repair().missing()).isEqualTo(10_800);
		Awaitility.await().untilAsserted(() -> assertThat(messages()).isEqualTo(12_000));
	}

	@Test
	void severalAtOnceDoNoHarm() throws Exception {
		List<JobId> ids = new ArrayList<>(List.of(fail(), fail(), fail()));
		onBroker((channel) -> channel.basicAck(channel.basicGet(deadLetters(), false).getEnvelope().getDeliveryTag(),
				false));
		List<CompletableFuture<List<ReconciliationReport>>> calls = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			calls.add(CompletableFuture.supplyAsync(this.reconciliation::repair));
		}
		calls.forEach(CompletableFuture::join);
		Awaitility.await().untilAsserted(() -> assertThat(list()).containsExactlyInAnyOrderElementsOf(ids));
		awaitNothingOwed();
		Awaitility.await().untilAsserted(() -> assertThat(repair().isBalanced()).isTrue());
		awaitMessages(3);
	}

	@Test
	void lettersComeBackWhenTheWalkFails() {
		List<JobId> ids = List.of(fail(), fail());
		assertThatIllegalStateException().isThrownBy(() -> this.application.bean(DeadLetterReader.class)
			.forEachBatch(this.application.bean(JobQueues.class).get("work"), (batch) -> {
				assertThat(batch).hasSize(2);
				throw new IllegalStateException("unforeseen");
			}));
		awaitMessages(2);
		assertThat(list()).containsExactlyElementsOf(ids);
	}

	private ReconciliationReport report() {
		awaitNoneHeld();
		return this.reconciliation.report().get(0);
	}

	private ReconciliationReport repair() {
		awaitNoneHeld();
		return this.reconciliation.repair().get(0);
	}

	/**
	 * The broker puts letters back a moment after the channel has been closed.
	 */
	private void awaitNoneHeld() {
		long[] last = { -1 };
		Awaitility.await().until(() -> {
			long before = last[0];
			last[0] = messages();
			return before == last[0];
		});
	}

	private JobId fail() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> list().contains(id));
		awaitNothingOwed();
		return id;
	}

	private void insertFailed(int count) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at, failed_at,
				  failure_reason)
				select gen_random_uuid(), 'work', 'Type', '{}', 'failed', 1, now(), now(), 'executor-failed'
				from generate_series(1, ?)""").param(count).update();
	}

	private void copy(JobId id) throws Exception {
		onBroker((channel) -> channel.basicPublish("", deadLetters(), letter(id.value()), "{}".getBytes()));
		Awaitility.await().until(() -> messages() == 6);
	}

	private static BasicProperties letter(UUID id) {
		return new BasicProperties.Builder().messageId(id.toString())
			.headers(Map.of("compute-try-count", 1, "compute-reason", "executor-failed"))
			.build();
	}

	private void awaitListed(List<JobId> ids) {
		Awaitility.await().untilAsserted(() -> assertThat(list()).containsExactlyInAnyOrderElementsOf(ids));
	}

	private void awaitNothingOwed() {
		Awaitility.await()
			.until(() -> this.jdbc.sql("select count(*) from compute.jobs where message_due_at is not null")
				.query(Integer.class)
				.single() == 0);
	}

	private void awaitMessages(long count) {
		Awaitility.await().untilAsserted(() -> assertThat(messages()).isEqualTo(count));
	}

	private long messages() throws Exception {
		long[] count = new long[1];
		onBroker((channel) -> count[0] = channel.messageCount(deadLetters()));
		return count[0];
	}

	private List<JobId> list() {
		return this.application.platform().deadLetters("work", 100).stream().map(DeadLetter::jobId).toList();
	}

	private String deadLetters() {
		return this.environment.queue("work") + ".dlq";
	}

	private void onBroker(Action action) throws Exception {
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			action.on(channel);
		}
	}

	private interface Action {

		void on(Channel channel) throws Exception;

	}

}
