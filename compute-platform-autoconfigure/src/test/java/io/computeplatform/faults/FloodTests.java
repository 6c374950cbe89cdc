package io.computeplatform.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many more jobs than memory holds. A million with {@code -Dflood.jobs=1000000}.
 */
@Tag("chaos")
@WithTestEnvironment
class FloodTests {

	private static final int JOBS = Integer.getInteger("flood.jobs", 50_000);

	private static final int LARGE_LETTERS = 100;

	private static final String OWED = "select count(*) from compute.jobs where message_due_at is not null";

	private final TestEnvironment environment;

	FloodTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void floodOfOneQueueNeitherFillsMemoryNorHoldsUpAnother() {
		this.environment.queue("flooded");
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("compute.async.worker.enabled", "false");
		settings.put("compute.async.queues.flooded.concurrency", "1");
		// All of them at once would need several times that.
		try (JavaProcess relay = JavaProcess.start(FaultMain.class,
				List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), settings);
				ExternalObserver outside = new ExternalObserver(this.environment);
				TestApplication worker = TestApplication.start(this.environment)) {
			relay.awaitLine("READY", Duration.ofMinutes(2));
			outside.sql("""
					insert into compute.jobs (id, queue, type, payload, status, max_tries, message_due_at)
					select gen_random_uuid(), 'flooded', ?, json_build_object('action', 'succeed', 'number', 0,
					  'text', repeat('x', 1000)), 'queued', 4, now()
					from generate_series(1, ?)""").params(Work.class.getName(), JOBS).update();
			JobId other = worker.submit(Work.failBefore(3));
			worker.await(other, JobStatus.COMPLETE);
			assertThat(outside.count(OWED)).as("flood that is still to be sent").isPositive();
			eventually("Flood to be sent", () -> outside.count(OWED) == 0);
			assertThat(relay.isAlive()).isTrue();
			int sent = outside.waiting(outside.queue("flooded"));
			assertThat(sent).isGreaterThanOrEqualTo(JOBS);
			// What was delivered since tells the relay nothing about those that wait.
			for (int i = 0; i < 5; i++) {
				worker.await(worker.submit(Work.take(500)), JobStatus.COMPLETE);
			}
			assertThat(outside.waiting(outside.queue("flooded"))).as("messages that merely wait").isEqualTo(sent);
			assertThat(relay.isAlive()).isTrue();
		}
	}

	@Test
	void largeDeadLettersFillNoMemoryAndHoldUpNoOtherQueue() {
		this.environment.queue("large");
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("compute.async.queues.large.concurrency", "1");
		try (JavaProcess worker = JavaProcess.start(FaultMain.class,
				List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), settings);
				ExternalObserver outside = new ExternalObserver(this.environment);
				TestApplication submitter = TestApplication.start(this.environment,
						"compute.async.worker.enabled=false")) {
			worker.awaitLine("READY", Duration.ofMinutes(2));
			// Not compressible, so that it is as large in the database.
			outside.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, failure_reason,
					  failed_at, finished_at, message_due_at)
					select gen_random_uuid(), 'large', ?, to_json((
					    select string_agg(md5(random()::text), '') from generate_series(1, 32768))),
					  'failed', 4, 4, 'executor-failed', now(), now(), now()
					from generate_series(1, ?) as number""").params(Work.class.getName(), LARGE_LETTERS).update();
			JobId other = submitter.submit(Work.succeed());
			eventually("Job of another queue", () -> outside.status(other).equals("complete"));
			eventually("Letters to be sent", () -> outside.count(OWED) == 0);
			assertThat(worker.isAlive()).isTrue();
			assertThat(outside.waiting(outside.queue("large") + ".dlq")).isGreaterThanOrEqualTo(LARGE_LETTERS);
		}
	}

	private static void eventually(String what, Callable<Boolean> condition) {
		Awaitility.await(what).atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofMillis(500)).until(condition);
	}

}
