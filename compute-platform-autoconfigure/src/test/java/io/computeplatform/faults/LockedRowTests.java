package io.computeplatform.faults;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transaction of the application holds rows of jobs, and stays open.
 */
@Tag("chaos")
@WithTestEnvironment
class LockedRowTests {

	private static final String NARROW = "narrow";

	private static final SubmitOptions SOON = SubmitOptions.defaults().withDelay(Duration.ofMillis(1500));

	private static TestApplication application;

	private static ExternalObserver outside;

	private static TransactionTemplate transaction;

	private final Journal journal;

	LockedRowTests(TestEnvironment environment) {
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void start(TestEnvironment environment) {
		environment.queue(NARROW);
		application = TestApplication.start(environment, "compute.async.queues.work.concurrency=4",
				"compute.async.queues.narrow.concurrency=1", "compute.async.max-retries=1");
		outside = new ExternalObserver(environment);
		transaction = new TransactionTemplate(new DataSourceTransactionManager(application.bean(DataSource.class)));
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	@Test
	void queuedJobsWhoseRowsAreLockedHoldUpNoOther() {
		List<JobId> locked = Stream.generate(() -> application.platform().submit(NARROW, Work.succeed(), SOON))
			.limit(20)
			.toList();
		transaction.executeWithoutResult((status) -> {
			status.setRollbackOnly();
			locked.forEach((id) -> assertThat(application.platform().cancel(id).isAccepted()).isTrue());
			eventually("Due time")
				.until(() -> outside.count("select count(*) from compute.jobs where due_at > now()") == 0);
			for (int i = 0; i < 5; i++) {
				application.await(submitOutside(), JobStatus.COMPLETE);
			}
			assertThat(locked).allSatisfy((id) -> assertThat(this.journal.starts(id)).isEmpty());
		});
		locked.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		assertThat(locked).allSatisfy((id) -> assertThat(this.journal.starts(id)).containsExactly(1));
	}

	@Test
	void jobsThatNoInstanceTakesAndWhoseRowsAreLockedHoldUpNoOther() {
		outside.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				select gen_random_uuid(), ?, 'com.example.Refund', '{}', 'queued', now() + interval '1 second'
				from generate_series(1, 20)""").param(NARROW).update();
		transaction.executeWithoutResult((status) -> {
			application.bean(JdbcClient.class)
				.sql("select id from compute.jobs where type = 'com.example.Refund' for update")
				.query(UUID.class)
				.list();
			eventually("Their messages to be taken").until(() -> outside.waiting(outside.queue(NARROW)) == 0);
			for (int i = 0; i < 5; i++) {
				application.await(submitOutside(), JobStatus.COMPLETE);
			}
			status.setRollbackOnly();
		});
		eventually("All of them to be given back").until(() -> outside
			.count("select count(*) from compute.jobs where type = 'com.example.Refund' and unserved_at is null") == 0);
		outside.sql("delete from compute.jobs where type = 'com.example.Refund'").update();
	}

	private static JobId submitOutside() {
		return CompletableFuture.supplyAsync(() -> application.platform().submit(NARROW, Work.succeed())).join();
	}

	static Work[] outcomes() {
		return new Work[] { Work.take(500), new Work("fail-slowly", 500) };
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void outcomeOfAJobWhoseRowIsLockedHoldsUpNoOther(Work work) {
		SubmitOptions rerun = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()));
		JobId running = application.platform().submit(NARROW, work, rerun);
		eventually("Start").until(() -> this.journal.starts(running).size() == 1);
		transaction.executeWithoutResult((status) -> {
			application.platform().submit(NARROW, work, rerun);
			JobId beside = submitOutside();
			application.await(beside, JobStatus.COMPLETE);
			assertThat(outside.status(running)).isEqualTo("in-progress");
		});
		application.await(running, work.action().equals("take") ? JobStatus.COMPLETE : JobStatus.FAILED);
		assertThat(this.journal.doubleStarts()).isEmpty();
	}

	@Test
	void jobThatIsCancelledByTheTransactionThatHoldsItNeverRuns() {
		JobId id = new JobId(UUID.randomUUID());
		transaction.executeWithoutResult((status) -> {
			JobId submitted = CompletableFuture.supplyAsync(() -> application.platform()
				.submit(NARROW, Work.succeed(), SubmitOptions.defaults().withId(id).withDelay(Duration.ofMillis(500))))
				.join();
			application.platform().cancel(submitted);
			eventually("Its message to be taken").until(() -> outside.waiting(outside.queue(NARROW)) == 0);
			application.await(submitOutside(), JobStatus.COMPLETE);
		});
		application.await(submitOutside(), JobStatus.COMPLETE);
		assertThat(outside.status(id)).isEqualTo("cancelled");
		assertThat(this.journal.starts(id)).isEmpty();
	}

}
