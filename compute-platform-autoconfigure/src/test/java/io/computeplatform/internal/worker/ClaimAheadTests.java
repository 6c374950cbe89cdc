package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.computeplatform.ChangeResult;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.ClaimRows;
import io.computeplatform.internal.store.WorkerRows;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that are claimed while others run. Each test has its own environment, because jobs
 * that wait for the gate hold up others.
 */
@Tag("engine")
class ClaimAheadTests {

	private static final int CONCURRENCY = 2;

	/**
	 * Jobs that show that those of the queue are short.
	 */
	private static final int QUICK = 40;

	private final TestEnvironment environment = TestEnvironment.create();

	private volatile CountDownLatch gate = new CountDownLatch(1);

	private final AtomicInteger running = new AtomicInteger();

	private final Set<Integer> concurrencies = ConcurrentHashMap.newKeySet();

	private final Map<JobId, List<Integer>> started = new ConcurrentHashMap<>();

	@BeforeEach
	void actions() {
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
		ActionMain.ACTIONS.put("quick", (job) -> counted(() -> {
		}));
		ActionMain.ACTIONS.put("gated", (job) -> counted(() -> {
			this.started.computeIfAbsent(job.id(), (id) -> new CopyOnWriteArrayList<>()).add(job.tryNumber());
			this.gate.await();
		}));
	}

	@AfterEach
	void close() {
		this.environment.close();
	}

	@Test
	void shortJobsAreClaimedWhileOthersRunAndGivenBackUncountedIfThoseTakeLong() {
		try (TestApplication application = start("compute.async.worker.claim-ahead=1s")) {
			assertThat(consumers(application)).isEqualTo(2 * CONCURRENCY);
			List<JobId> gated = startGated(application, 8);
			Awaitility.await("Given back").until(() -> inProgress(application) == CONCURRENCY);
			assertThat(application.bean(JdbcClient.class)
				.sql("""
						select count(*) from compute.jobs
						where status = 'queued' and try_count = 0 and releases = 0 and payload->>'name' = 'gated'""")
				.query(Integer.class)
				.single()).isEqualTo(8 - CONCURRENCY);
			this.gate.countDown();
			assertThat(complete(application, gated)).extracting(Job::tryCount).containsOnly(1);
			assertThat(Collections.max(this.concurrencies)).isEqualTo(CONCURRENCY);
		}
	}

	@Test
	void jobThatIsCancelledBeforeItStartsNeverStarts() {
		try (TestApplication application = start("compute.async.worker.claim-ahead=1s")) {
			List<JobId> gated = startGated(application, 2 * CONCURRENCY);
			// At once: a job may start when another one ends before its own cancel.
			new TransactionTemplate(application.bean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> gated
					.forEach((id) -> assertThat(application.platform().cancel(id)).isNotEqualTo(ChangeResult.REFUSED)));
			gated.forEach((id) -> application.await(id, JobStatus.CANCELLED));
			assertThat(this.started).hasSize(CONCURRENCY);
		}
	}

	@Test
	void jobWhoseWorkerWasDeclaredLostBeforeItStartsDoesNotStartUnderThatClaim() {
		try (TestApplication application = start("compute.async.worker.claim-ahead=1s")) {
			List<JobId> gated = startGated(application, 2 * CONCURRENCY);
			Set<JobId> before = Set.copyOf(this.started.keySet());
			application.bean(JdbcClient.class).sql("update compute.workers set lost_at = now()").update();
			Awaitility.await().until(() -> this.started.values().stream().anyMatch((tries) -> tries.contains(2)));
			this.gate.countDown();
			complete(application, gated);
			assertThat(this.started.values()).allSatisfy((tries) -> assertThat(tries).doesNotHaveDuplicates());
			assertThat(before).hasSize(CONCURRENCY)
				.allSatisfy((id) -> assertThat(this.started.get(id)).containsExactly(1, 2));
			gated.stream()
				.filter((id) -> !before.contains(id) && lostTries(application, id) > 0)
				.forEach((id) -> assertThat(this.started.get(id)).containsExactly(2));
		}
	}

	private static int lostTries(TestApplication application, JobId id) {
		return application.bean(JdbcClient.class)
			.sql("select count(*) from compute.attempts where job_id = ? and outcome = 'worker-lost'")
			.param(id.value())
			.query(Integer.class)
			.single();
	}

	/**
	 * Starts as many jobs as may run at once, and has as many claimed ahead. These are
	 * given back after a second, which a busy machine can miss.
	 * @return jobs that wait for the gate
	 */
	private List<JobId> startGated(TestApplication application, int count) {
		while (true) {
			this.gate = new CountDownLatch(1);
			this.started.clear();
			complete(application, submit(application, "quick", QUICK, SubmitOptions.defaults()));
			List<JobId> gated = submit(application, "gated", count, SubmitOptions.defaults());
			if (isClaimedAhead(application)) {
				return gated;
			}
			this.gate.countDown();
			complete(application, gated);
		}
	}

	private boolean isClaimedAhead(TestApplication application) {
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(3))
				.pollInterval(Duration.ofMillis(10))
				.until(() -> this.started.size() == CONCURRENCY && inProgress(application) == 2 * CONCURRENCY);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	@Test
	void jobsWithoutAnotherTryAreClaimedWhenTheyCanStart() {
		try (TestApplication application = start("compute.async.worker.claim-ahead=1s")) {
			complete(application, submit(application, "quick", 40, SubmitOptions.defaults()));
			List<JobId> single = submit(application, "gated", CONCURRENCY, SubmitOptions.defaults().withMaxRetries(0));
			single = List.of(single, submit(application, "quick", 40, SubmitOptions.defaults().withMaxRetries(0)))
				.stream()
				.flatMap(List::stream)
				.toList();
			Awaitility.await().until(() -> this.running.get() == CONCURRENCY);
			assertThat(inProgress(application)).isEqualTo(CONCURRENCY);
			this.gate.countDown();
			assertThat(complete(application, single)).extracting(Job::tryCount).containsOnly(1);
			assertThat(Collections.max(this.concurrencies)).isEqualTo(CONCURRENCY);
		}
	}

	@Test
	void jobThatCanNotSpareATryIsNotClaimedAhead() {
		try (TestApplication application = TestApplication.start(this.environment, ActionMain.class,
				"compute.async.worker.enabled=false")) {
			application.bean(WorkerRows.class).renew("another", Duration.ofMinutes(1));
			JobId spare = application.submit(new Named("quick"));
			JobId last = application.platform()
				.submit(TestApplication.QUEUE, new Named("quick"), SubmitOptions.defaults().withMaxRetries(0));
			JobId failed = application.submit(new Named("quick"));
			application.bean(JdbcClient.class)
				.sql("update compute.jobs set failure_reason = 'executor-failed', failed_at = now() where id = ?")
				.param(failed.value())
				.update();
			assertThat(claim(application, spare, true)).isInstanceOf(Claim.Claimed.class);
			for (JobId id : List.of(last, failed)) {
				assertThat(claim(application, id, true)).isInstanceOf(Claim.NotAhead.class);
				assertThat(claim(application, id, false)).isInstanceOf(Claim.Claimed.class);
			}
		}
	}

	private static Claim claim(TestApplication application, JobId id, boolean ahead) {
		return application.bean(ClaimRows.class)
			.claim(id.value(), TestApplication.QUEUE, 0, "another", false, ahead,
					new String[] { Named.class.getName() });
	}

	@ParameterizedTest
	@ValueSource(strings = { "compute.async.worker.claim-ahead=0s", "compute.async.max-retries=0",
			"compute.async.max-worker-losses=2",
			"compute.async.non-retryable-exceptions=io.computeplatform.WorkerLostException",
			"compute.async.queues.work.prefetch=1" })
	void queueWhoseJobsMustNotBeClaimedAheadHasNoMoreConsumersThanItsConcurrency(String property) {
		try (TestApplication application = start(property)) {
			assertThat(consumers(application)).isEqualTo(CONCURRENCY);
		}
	}

	private TestApplication start(String property) {
		TestApplication application = TestApplication.start(this.environment, ActionMain.class,
				"compute.async.queues.work.concurrency=" + CONCURRENCY, "compute.async.queues.work.prefetch=10",
				property);
		Awaitility.await().until(() -> consumers(application) >= CONCURRENCY);
		return application;
	}

	private int consumers(TestApplication application) {
		return application.bean(AmqpAdmin.class)
			.getQueueInfo(this.environment.queue(TestApplication.QUEUE))
			.getConsumerCount();
	}

	private static List<JobId> submit(TestApplication application, String action, int count, SubmitOptions options) {
		return application.platform()
			.submitAll(TestApplication.QUEUE, IntStream.range(0, count).mapToObj((index) -> new Named(action)).toList(),
					options);
	}

	private static List<Job> complete(TestApplication application, List<JobId> ids) {
		return ids.stream().map((id) -> application.await(id, JobStatus.COMPLETE)).toList();
	}

	private static int inProgress(TestApplication application) {
		return application.bean(JdbcClient.class)
			.sql("select count(*) from compute.jobs where status = 'in-progress'")
			.query(Integer.class)
			.single();
	}

	private void counted(Waiting work) throws Exception {
		this.concurrencies.add(this.running.incrementAndGet());
		try {
			work.run();
		}
		finally {
			this.running.decrementAndGet();
		}
	}

	@FunctionalInterface
	private interface Waiting {

		void run() throws Exception;

	}

}
