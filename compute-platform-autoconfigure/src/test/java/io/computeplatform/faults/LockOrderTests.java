package io.computeplatform.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.QueueControl;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.internal.store.FailedKey;
import io.computeplatform.internal.store.FailedRows;
import io.computeplatform.internal.store.RetentionRows;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever runs at once, no two transactions of the engine wait for each other.
 */
@Tag("chaos")
@WithTestEnvironment
class LockOrderTests {

	private static final int JOBS = 5000;

	private static final int BATCH = 250;

	private static final int FOREIGN_WORKERS = 50;

	private static final String OPEN = "select count(*) from compute.jobs where status in ('queued', 'in-progress')";

	private static final FailedJobQuery FAILED = FailedJobQuery.all().ofQueue(TestApplication.QUEUE);

	private static final String OTHER_QUEUE = "other";

	// A disk or a machine that stalls holds up whoever has locked something for a second
	// or two.
	private static final String LONG_WAITS = """
			select query from pg_stat_activity
			where datname = current_database() and pid in (select pid from pg_locks
			  where waitstart < clock_timestamp() - 5 * current_setting('deadlock_timeout')::interval)""";

	private static final String[] SETTINGS = { "compute.async.queues.work.concurrency=16",
			"compute.async.queues.other.concurrency=4", "compute.async.queues.work.prefetch=20",
			"compute.async.max-retries=2", "compute.async.backoff.initial-interval=5ms",
			"spring.datasource.hikari.maximum-pool-size=12", "compute.async.log-failures=none" };

	private final TestEnvironment environment;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	LockOrderTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue(OTHER_QUEUE);
	}

	@Test
	void workersAdministratorsAndPurgesNeverWaitForEachOther() throws Exception {
		int ended;
		Set<String> longWaits = new TreeSet<>();
		try (ExternalObserver outside = new ExternalObserver(this.environment);
				TestApplication one = TestApplication.start(this.environment, Worker.class, SETTINGS);
				TestApplication other = TestApplication.start(this.environment, Worker.class, SETTINGS)) {
			insertForeignWorkers(outside);
			AtomicBoolean open = new AtomicBoolean(true);
			List<CompletableFuture<Void>> purges = List.of(run(() -> purge(one, open)), run(() -> purge(other, open)),
					run(() -> watch(outside, open, longWaits)));
			List<CompletableFuture<Void>> meddlers = List.of(run(() -> cancelAndSubmitAgain(one)),
					run(() -> cancelAndSubmitAgain(other)), run(() -> actOnFailed(one)), run(() -> actOnFailed(other)),
					run(() -> moveAndRepair(one)), run(() -> moveAndRepair(other)), run(() -> holdRows(one)),
					run(() -> holdRows(other)));
			for (int i = 0; i < JOBS / BATCH; i++) {
				((i % 2 == 0) ? one : other).platform()
					.submitAll(TestApplication.QUEUE, Collections.nCopies(BATCH, new Chance(25)));
			}
			meddlers.forEach(CompletableFuture::join);
			awaitNone(outside, "select count(*) from compute.operations where status = 'running'");
			awaitNone(outside, OPEN);
			open.set(false);
			purges.forEach(CompletableFuture::join);
			ended = outside.count("""
					select count(*) from (
					  select id from compute.jobs union select job_id from compute.deleted_jobs) as ended""");
		}
		assertThat(longWaits).isEmpty();
		assertThat(ended).isGreaterThanOrEqualTo(JOBS);
		assertThat(deadlocks()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry", "discard", "delete" })
	void administratorsThatNameTheSameJobsInOppositeOrdersNeverWaitForEachOther(String action) {
		try (ExternalObserver outside = new ExternalObserver(this.environment);
				TestApplication application = TestApplication.start(this.environment,
						"compute.async.worker.enabled=false")) {
			List<UUID> ids = outside.sql("""
					insert into compute.jobs
					  (id, queue, type, payload, status, try_count, finished_at, failed_at, failure_reason)
					select gen_random_uuid(), 'gone', 'Type', '{}', 'failed', 1, now(), now(), 'executor-failed'
					from generate_series(1, 9)
					returning id""").query(UUID.class).list();
			Collections.sort(ids, Comparator.comparing(UUID::toString));
			List<UUID> backwards = new ArrayList<>(ids);
			Collections.reverse(backwards);
			List<CompletableFuture<Void>> calls = new ArrayList<>();
			transaction(application).executeWithoutResult((status) -> {
				// Both stop at the job in the middle, with what they have locked before.
				application.bean(JdbcClient.class)
					.sql("select id from compute.jobs where id = ? for update")
					.param(ids.get(4))
					.query(UUID.class)
					.single();
				FailedRows rows = application.bean(FailedRows.class);
				calls.add(run(() -> act(rows, action, ids)));
				calls.add(run(() -> act(rows, action, backwards)));
				Awaitility.await("both to wait").until(() -> outside.count("""
						select count(*) from pg_stat_activity
						where datname = current_database() and wait_event_type = 'Lock'""") == 2);
			});
			calls.forEach(CompletableFuture::join);
		}
		assertThat(deadlocks()).isZero();
	}

	private static void act(FailedRows rows, String action, List<UUID> ids) {
		List<FailedKey> jobs = ids.stream().map((id) -> new FailedKey(id, 1)).toList();
		switch (action) {
			case "retry" -> rows.retry(jobs, Duration.ofHours(1));
			case "discard" -> rows.discard(jobs);
			default -> rows.delete(jobs);
		}
	}

	private static TransactionTemplate transaction(TestApplication application) {
		return new TransactionTemplate(application.bean(PlatformTransactionManager.class));
	}

	/** Live ones, and lost ones that have left jobs to be recovered. */
	private static void insertForeignWorkers(ExternalObserver outside) {
		outside.sql("""
				insert into compute.workers (worker, lease_until, lost_at, queues)
				select 'foreign-' || number, now() + interval '1 hour',
				  case when number % 2 = 0 then now() - interval '8 days' end, '{elsewhere}'
				from generate_series(1, ?) as number""").param(FOREIGN_WORKERS).update();
		outside.sql("""
				insert into compute.workers (worker, lease_until, lost_at, queues)
				select 'gone-' || number, now() - interval '1 hour', case when number % 2 = 0 then now() end, '{work}'
				from generate_series(1, ?) as number""").param(FOREIGN_WORKERS).update();
		outside
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, worker, started_at)
					select gen_random_uuid(), 'work', ?, '{"percentFailing":25}', 'in-progress', 1, 3, 'gone-' || number % ? + 1,
					  now()
					from generate_series(1, 500) as number""")
			.params(Chance.class.getName(), FOREIGN_WORKERS)
			.update();
	}

	private CompletableFuture<Void> run(Runnable work) {
		return CompletableFuture.runAsync(work, this.threads);
	}

	private static void cancelAndSubmitAgain(TestApplication application) {
		Random random = new Random(application.hashCode());
		List<JobId> ids = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			ids.add(new JobId(new UUID(random.nextLong(), random.nextLong())));
		}
		for (int i = 0; i < 1000; i++) {
			JobId id = ids.get(random.nextInt(ids.size()));
			SubmitOptions options = SubmitOptions.defaults()
				.withId(id)
				.withRerun()
				.withDelay(Duration.ofMillis(random.nextInt(5)));
			try {
				application.platform().submit(TestApplication.QUEUE, new Chance(25), options);
			}
			catch (InvalidJobException ex) {
				// It waits in the other queue.
				assertThat(ex.property()).isEqualTo("id");
			}
			JobId cancelled = ids.get(random.nextInt(ids.size()));
			application.platform().cancel(cancelled);
			application.platform().expire(ids.get(random.nextInt(ids.size())));
		}
	}

	private static void actOnFailed(TestApplication application) {
		for (int i = 0; i < 30; i++) {
			long failed = application.failedJobs().count(FAILED);
			try {
				application.bulkOperations().start(BulkRequest.retry(FAILED, failed));
				application.bulkOperations().start(BulkRequest.discard(FAILED.withMinTries(4), failed));
			}
			catch (InvalidJobException ex) {
				// More have failed meanwhile.
				continue;
			}
			application.failedJobs().find(FAILED, 5, null).jobs().forEach((job) -> {
				application.failedJobService().retry(job.id());
				application.failedJobService().delete(job.id(), AuditNote.none());
			});
		}
	}

	private static void moveAndRepair(TestApplication application) {
		QueueControl control = application.bean(QueueControl.class);
		DeadLetterReconciliation reconciliation = application.bean(DeadLetterReconciliation.class);
		for (int i = 0; i < 20; i++) {
			control.moveJobs(TestApplication.QUEUE, OTHER_QUEUE, 30, AuditNote.none());
			control.moveJobs(OTHER_QUEUE, TestApplication.QUEUE, 30, AuditNote.none());
			if (i % 10 == 0) {
				reconciliation.repair(TestApplication.QUEUE, AuditNote.none());
			}
		}
	}

	/**
	 * Sees of what PostgreSQL would log by log_lock_waits that which no stall explains.
	 */
	private static void watch(ExternalObserver outside, AtomicBoolean going, Set<String> longWaits) {
		while (going.get()) {
			longWaits.addAll(outside.sql(LONG_WAITS).query(String.class).list());
			outside.sql("select pg_sleep(0.1)").query((row) -> {
			});
		}
	}

	/**
	 * As a transaction of the application does that locks rows in the order of their ids:
	 * whoever waits for it waits with what it has locked before.
	 */
	private static void holdRows(TestApplication application) {
		TransactionTemplate transaction = transaction(application);
		JdbcClient jdbc = application.bean(JdbcClient.class);
		for (int i = 0; i < 300; i++) {
			transaction.executeWithoutResult((status) -> {
				jdbc.sql(
						"""
								select id from compute.jobs
								where status in ('queued', 'in-progress', 'failed') and id >= (
								  select id from compute.jobs where status in ('queued', 'in-progress', 'failed') order by random() limit 1)
								order by id limit 30 for update""")
					.query(UUID.class)
					.list();
				jdbc.sql("select pg_sleep(0.005)").query((row) -> {
				});
			});
		}
	}

	private static void purge(TestApplication application, AtomicBoolean going) {
		RetentionRows rows = application.bean(RetentionRows.class);
		while (going.get()) {
			for (JobStatus status : List.of(JobStatus.COMPLETE, JobStatus.CANCELLED, JobStatus.DISCARDED)) {
				rows.delete(status, Duration.ofMillis(100), 50);
			}
			rows.deleteTombstones(50);
			rows.deleteLostWorkers(5);
		}
	}

	private static void awaitNone(ExternalObserver outside, String count) {
		Awaitility.await(count)
			.atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(200))
			.until(() -> outside.count(count) == 0);
	}

	/** What was counted when the last connection of the applications has ended. */
	private int deadlocks() {
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			awaitNone(outside,
					"""
							select count(*) from pg_stat_activity
							where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'""");
			return outside.count("select deadlocks from pg_stat_database where datname = current_database()");
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Worker {

		@Bean
		JobExecutor<Chance> chanceExecutor() {
			return (job) -> {
				if (ThreadLocalRandom.current().nextInt(100) < job.payload().percentFailing()) {
					throw new IllegalStateException("Failed by chance");
				}
			};
		}

	}

	/**
	 * A job that may fail.
	 *
	 * @param percentFailing how often
	 */
	record Chance(int percentFailing) {

	}

}
