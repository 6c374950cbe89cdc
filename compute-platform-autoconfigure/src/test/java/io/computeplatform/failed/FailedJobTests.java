package io.computeplatform.failed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobTests {

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private FailedJobService service;

	private Journal journal;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.service = this.application.failedJobService();
		this.journal = Journal.open(environment);
	}

	@AfterEach
	void discardAll() {
		this.service.discardAll("work");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void failedJobShowsHowAndWhyWithEveryAttempt() {
		JobId id = this.application.submit(Work.fail());
		this.application.await(id, JobStatus.FAILED);
		FailedJob job = this.failedJobs.findById(id).orElseThrow();
		assertThat(job.tryCount()).isEqualTo(4);
		assertThat(job.failure().reason()).isEqualTo(FailureReason.EXECUTOR_FAILED);
		assertThat(job.failure().exceptionClass()).isEqualTo(IllegalStateException.class.getName());
		assertThat(job.failure().message()).isEqualTo("Try 4 failed on purpose");
		List<FailedAttempt> attempts = this.failedJobs.attempts(id);
		assertThat(attempts).extracting(FailedAttempt::tryNumber).containsExactly(1, 2, 3, 4);
		assertThat(attempts).extracting(FailedAttempt::message).doesNotHaveDuplicates();
		assertThat(attempts).allSatisfy((attempt) -> {
			assertThat(attempt.reason()).isEqualTo(FailureReason.EXECUTOR_FAILED);
			assertThat(attempt.endedAt()).isAfterOrEqualTo(attempt.startedAt());
			assertThat(attempt.worker()).contains("@");
			assertThat(attempt.stackTrace()).contains("WorkExecutor.fail(").doesNotContain("SimpleMessageListener");
		});
		assertThat(this.failedJobs.count()).isEqualTo(1);
		assertThat(this.failedJobs.count("work")).isEqualTo(1);
		assertThat(this.failedJobs.count("other")).isZero();
	}

	@Test
	void jobsThatFailedByTheSameFaultAreOneGroup() {
		List<JobId> oldestFirst = List.of(fail(), fail(), fail());
		FailedJobGroup group = this.failedJobs.groups(10).get(0);
		assertThat(this.failedJobs.groups(10)).hasSize(1);
		assertThat(group.title()).isEqualTo("IllegalStateException at WorkExecutor.fail");
		assertThat(group.count()).isEqualTo(3);
		assertThat(group.queues()).containsExactly("work");
		assertThat(group.newest()).isEqualTo(oldestFirst.get(2));
		assertThat(group.firstFailedAt())
			.isEqualTo(this.failedJobs.findById(oldestFirst.get(0)).orElseThrow().failure().at());
		assertThat(group.lastFailedAt())
			.isEqualTo(this.failedJobs.findById(oldestFirst.get(2)).orElseThrow().failure().at());

		FailedJobQuery ofGroup = FailedJobQuery.newest().ofGroup(group.fingerprint());
		assertThat(ids(this.failedJobs.find(ofGroup))).containsExactly(oldestFirst.get(2), oldestFirst.get(1),
				oldestFirst.get(0));
		FailedJobPage first = this.failedJobs.find(ofGroup.ofQueue("work").limit(1));
		assertThat(ids(this.failedJobs.find(ofGroup.limit(1).after(first.next())))).containsExactly(oldestFirst.get(1));
		assertThat(this.failedJobs.find(FailedJobQuery.newest().ofGroup(UUID.randomUUID())).jobs()).isEmpty();

		oldestFirst.forEach(this.service::discard);
		assertThat(this.failedJobs.groups(10)).isEmpty();
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.failedJobs.groups(0));
	}

	@Test
	void onlyFailedJobsAreFound() {
		JobId id = this.application.submit(Work.failBefore(2));
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.failedJobs.findById(id)).isEmpty();
		assertThat(this.failedJobs.attempts(id)).hasSize(1);
		assertThat(this.failedJobs.findById(new JobId(UUID.randomUUID()))).isEmpty();
		assertThat(this.failedJobs.attempts(new JobId(UUID.randomUUID()))).isEmpty();
	}

	@Test
	void pagesAreNewestFirstAndStableWhileJobsFailAndAreRetried() {
		List<JobId> oldestFirst = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			oldestFirst.add(fail());
		}
		List<JobId> expected = new ArrayList<>(oldestFirst);
		Collections.reverse(expected);
		FailedJobPage first = this.failedJobs.find(FailedJobQuery.newest().ofQueue("work").limit(3));
		assertThat(ids(first)).isEqualTo(expected.subList(0, 3));
		fail();
		this.service.discard(expected.get(1));
		FailedJobPage second = this.failedJobs.find(FailedJobQuery.newest().limit(3).after(first.next()));
		assertThat(ids(second)).isEqualTo(expected.subList(3, 6));
		FailedJobPage third = this.failedJobs
			.find(FailedJobQuery.newest().ofQueue("work").limit(3).after(second.next()));
		assertThat(ids(third)).isEqualTo(expected.subList(6, 7));
		assertThat(third.next()).isNull();
		assertThat(this.failedJobs.find(FailedJobQuery.newest().ofQueue("other")).jobs()).isEmpty();
	}

	@Test
	void startOfPageThatIsNoneIsRefused() {
		for (String after : List.of("", "x", "_", "2026-01-01T00:00:00Z_x", "2026-01-01T00:00:00Z", "'; drop--_1")) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> this.failedJobs.find(FailedJobQuery.newest().after(after)))
				.withMessageContaining("after '" + after + "'");
		}
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> FailedJobQuery.newest().limit(1001))
			.withMessageContaining("1 to 1000");
	}

	@Test
	void retryGrantsOneMoreTryAndKeepsTheHistory() {
		JobId id = fail();
		assertThat(this.service.retry(id)).isTrue();
		Job job = this.application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> this.journal.starts(id).size() == 2);
		job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isEqualTo(2);
		assertThat(job.maxTries()).isEqualTo(2);
		assertThat(this.failedJobs.attempts(id)).extracting(FailedAttempt::tryNumber).containsExactly(1, 2);
	}

	@Test
	void onlyFailedJobsAreRetriedOrDiscarded() {
		JobId id = this.application.submit(Work.succeed());
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.service.retry(id)).isFalse();
		assertThat(this.service.discard(id)).isFalse();
		assertThat(this.service.retry(new JobId(UUID.randomUUID()))).isFalse();
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.COMPLETE);
		JobId failed = fail();
		assertThat(this.service.discard(failed)).isTrue();
		assertThat(this.service.discard(failed)).isFalse();
		assertThat(this.service.retry(failed)).isFalse();
		assertThat(this.application.find(failed).status()).isEqualTo(JobStatus.DISCARDED);
		assertThat(this.failedJobs.attempts(failed)).hasSize(1);
	}

	@Test
	void retryInTransactionThatRollsBackDoesNothing() {
		JobId id = fail();
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				assertThat(this.service.retry(id)).isTrue();
				status.setRollbackOnly();
			});
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.FAILED);
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@Test
	void allJobsOfQueueAreRetriedOnceAndDiscarded() {
		SubmitOptions once = SubmitOptions.defaults().withMaxRetries(0);
		List<JobId> ids = this.application.platform().submitAll("work", Collections.nCopies(20, Work.fail()), once);
		ids.forEach((id) -> this.application.await(id, JobStatus.FAILED));
		assertThat(this.service.retryAll("work")).isEqualTo(20);
		Awaitility.await()
			.until(() -> this.failedJobs.count("work") == 20
					&& ids.stream().allMatch((id) -> this.application.find(id).tryCount() == 2));
		assertThat(this.service.discardAll("work")).isEqualTo(20);
		assertThat(this.failedJobs.count()).isZero();
		assertThat(this.service.retryAll("work")).isZero();
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.service.retryAll("wrok"));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.service.discardAll("wrok"));
	}

	@Test
	void manyMoreJobsThanOneBatchAreRetriedAndDiscardedButNoneThatFailsMeanwhile() {
		insertFailed(1_250, "now()");
		insertFailed(1, "now() + interval '1 hour'");
		assertThat(this.service.retryAll("work")).isEqualTo(1_250);
		assertThat(this.failedJobs.count("work")).isOne();
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		Awaitility.await()
			.until(() -> jdbc.sql("select count(*) from compute.jobs where status = 'complete' and try_count = 2")
				.query(Integer.class)
				.single() >= 1_250);
		insertFailed(1_250, "now()");
		assertThat(this.service.discardAll("work")).isEqualTo(1_250);
		assertThat(this.failedJobs.count("work")).isOne();
		jdbc.sql("update compute.jobs set failed_at = now() where status = 'failed'").update();
	}

	@Test
	void jobWhoseRowIsLockedForAMomentIsNotPassedOver() {
		JobId id = fail();
		fail();
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		CompletableFuture<Long> discarded = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class))
			.execute((status) -> {
				jdbc.sql("select id from compute.jobs where id = ? for update").param(id.value()).query().singleRow();
				CompletableFuture<Long> discard = CompletableFuture.supplyAsync(() -> this.service.discardAll("work"));
				Awaitility.await()
					.until(() -> discard.isDone() || jdbc.sql("select count(*) from pg_locks where not granted")
						.query(Integer.class)
						.single() > 0);
				return discard;
			});
		assertThat(discarded.join()).isEqualTo(2);
		assertThat(this.failedJobs.count()).isZero();
	}

	private void insertFailed(int count, String failedAt) {
		this.application.bean(JdbcClient.class)
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at,
					  failed_at, failure_reason)
					select gen_random_uuid(), 'work', '%s', '{"action": "succeed", "number": 0}', 'failed', 1, now(),
					  %s, 'executor-failed' from generate_series(1, ?)""".formatted(Work.class.getName(), failedAt))
			.param(count)
			.update();
	}

	@Test
	void pageAndCountNeedNoScanOfTheTable() {
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				status.setRollbackOnly();
				insertFailed(20_000, "now() - random() * interval '1 day'");
				jdbc.sql("analyze compute.jobs").update();
				for (String query : List.of("where status = 'failed' order by failed_at desc, id desc limit 51",
						"where status = 'failed' and queue = 'work' order by failed_at desc, id desc limit 51",
						"where status = 'failed' and failure_fingerprint = '00000000-0000-3000-8000-000000000000' "
								+ "order by failed_at desc, id desc limit 51",
						"where status = 'failed' and (failed_at, id) < (now(), gen_random_uuid()) "
								+ "order by failed_at desc, id desc limit 51")) {
					assertThat(jdbc.sql("explain select id from compute.jobs " + query).query(String.class).list())
						.asString()
						.containsPattern("Index (Only )?Scan using jobs_failed")
						.doesNotContain("Sort");
				}
			});
	}

	private JobId fail() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		return id;
	}

	private static List<JobId> ids(FailedJobPage page) {
		return page.jobs().stream().map(FailedJob::id).toList();
	}

}
