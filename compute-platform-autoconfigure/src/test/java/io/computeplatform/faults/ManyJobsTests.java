package io.computeplatform.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;

import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.faults.ChanceMain.Chance;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class ManyJobsTests {

	private static final int JOBS = 10_000;

	private static final String OPEN = "select count(*) from compute.jobs where status not in ('complete', 'failed')";

	private final TestEnvironment environment;

	ManyJobsTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void everyJobEndsOnceWhileWorkersAreKilledAndRestarted() {
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("compute.async.queues.work.concurrency", "8");
		settings.put("compute.async.queues.work.prefetch", "10");
		settings.put("compute.async.max-retries", "3");
		settings.put("spring.datasource.hikari.maximum-pool-size", "10");
		try (TestApplication submitter = TestApplication.start(this.environment, ChanceMain.class,
				"compute.async.worker.enabled=false");
				ExternalObserver outside = new ExternalObserver(this.environment);
				JavaProcess steady = ExternalObserver.startJvm(ChanceMain.class, settings)) {
			Journal journal = Journal.open(this.environment);
			steady.awaitLine("READY", Duration.ofMinutes(2));
			for (int round = 0; round < 2; round++) {
				try (JavaProcess killed = ExternalObserver.startJvm(ChanceMain.class, settings)) {
					killed.awaitLine("READY", Duration.ofMinutes(2));
					submit(submitter, 4000);
					String done = "select -count(*) from public.journal where pid = " + killed.pid();
					awaitLess("Jobs of the worker to be killed", () -> outside.count(done), -200);
					stopInTheMiddleOfJobs(killed, outside);
					killed.kill9();
				}
			}
			submit(submitter, JOBS - 8000);
			try (JavaProcess restarted = ExternalObserver.startJvm(ChanceMain.class, settings)) {
				awaitLess("All jobs to end", () -> outside.count(OPEN), 1);
				assertThat(restarted.isAlive()).isTrue();
			}
			assertThat(steady.isAlive()).isTrue();
			awaitLess("Dead letters to be confirmed",
					() -> outside.count("select count(*) from compute.jobs where message_due_at is not null"), 1);

			assertThat(journal.doubleStarts()).isEmpty();
			assertThat(outside.count("select count(*) from compute.jobs")).isEqualTo(JOBS);
			assertThat(outside.count("select count(*) from compute.jobs where try_count not between 1 and 4")).isZero();
			assertThat(outside.count("select count(*) from compute.jobs where status = 'failed' and try_count < 4"))
				.isZero();
			assertThat(outside.count("""
					select count(*) from compute.jobs where try_count <> (status = 'complete')::integer
					  + (select count(*) from compute.attempts where job_id = id)""")).as("tries that left no trace")
				.isZero();
			assertThat(outside.count("select count(*) from compute.attempts where outcome = 'worker-lost'"))
				.isPositive();
			Set<JobId> failed = new HashSet<>(outside.sql("select id from compute.jobs where status = 'failed'")
				.query((row, number) -> new JobId(row.getObject(1, UUID.class)))
				.list());
			assertThat(popAll(submitter)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(failed);
			awaitLess("Duplicates to be dropped", () -> outside.waiting(outside.queue()), 1);
		}
	}

	/** At some moments all of its threads just wait for the broker to confirm a retry. */
	private static void stopInTheMiddleOfJobs(JavaProcess worker, ExternalObserver outside) {
		String running = "select -count(*) from compute.jobs where status = 'in-progress' and worker like '%d@%%'"
			.formatted(worker.pid());
		awaitLess("Jobs in the middle", () -> {
			worker.sigcont();
			worker.sigstop();
			return outside.count(running);
		}, -1);
	}

	private static void submit(TestApplication submitter, int jobs) {
		for (int i = 0; i < jobs / 1000; i++) {
			submitter.platform().submitAll(TestApplication.QUEUE, Collections.nCopies(1000, new Chance(30)));
		}
	}

	private static void awaitLess(String what, IntSupplier value, int limit) {
		Awaitility.await(what)
			.atMost(Duration.ofMinutes(5))
			.pollInterval(Duration.ofMillis(200))
			.until(() -> value.getAsInt() < limit);
	}

	private static List<JobId> popAll(TestApplication application) {
		List<JobId> popped = new ArrayList<>();
		Optional<DeadLetter> next = application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true);
		while (next.isPresent()) {
			popped.add(next.get().jobId());
			next = application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true);
		}
		return popped;
	}

}
