package io.computeplatform.failed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobTests {

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private FailedJobService service;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.service = this.application.failedJobService();
	}

	@AfterEach
	void discardAll() {
		this.failedJobs.find(FailedJobQuery.all(), 1000, null).jobs().forEach((job) -> this.service.discard(job.id()));
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
		assertThat(this.failedJobs.count(FailedJobQuery.all())).isEqualTo(1);
		assertThat(this.failedJobs.count(FailedJobQuery.all().ofQueue("work"))).isEqualTo(1);
		assertThat(this.failedJobs.count(FailedJobQuery.all().ofQueue("other"))).isZero();
	}

	@Test
	void jobsThatFailedByTheSameFaultAreOneGroup() {
		List<JobId> oldestFirst = List.of(fail(), fail(), fail());
		FailedJobGroup group = this.failedJobs.groups(FailedJobQuery.all(), 10).get(0);
		assertThat(this.failedJobs.groups(FailedJobQuery.all(), 10)).hasSize(1);
		assertThat(group.title()).isEqualTo("IllegalStateException at WorkExecutor.fail");
		assertThat(group.count()).isEqualTo(3);
		assertThat(group.queues()).containsExactly("work");
		assertThat(group.newest()).isEqualTo(oldestFirst.get(2));
		assertThat(group.firstFailedAt())
			.isEqualTo(this.failedJobs.findById(oldestFirst.get(0)).orElseThrow().failure().at());
		assertThat(group.lastFailedAt())
			.isEqualTo(this.failedJobs.findById(oldestFirst.get(2)).orElseThrow().failure().at());
		assertThat(this.failedJobs.groups(FailedJobQuery.all().failedBefore(group.lastFailedAt()), 10))
			.extracting(FailedJobGroup::count, FailedJobGroup::newest)
			.containsExactly(tuple(2L, oldestFirst.get(1)));
		assertThat(this.failedJobs.groups(FailedJobQuery.all().ofQueue("other"), 10)).isEmpty();

		FailedJobQuery ofGroup = FailedJobQuery.all().ofGroup(group.fingerprint());
		assertThat(ids(this.failedJobs.find(ofGroup))).containsExactly(oldestFirst.get(2), oldestFirst.get(1),
				oldestFirst.get(0));
		FailedJobPage first = this.failedJobs.find(ofGroup.ofQueue("work"), 1, null);
		assertThat(ids(this.failedJobs.find(ofGroup, 1, first.next()))).containsExactly(oldestFirst.get(1));
		assertThat(this.failedJobs.find(FailedJobQuery.all().ofGroup(UUID.randomUUID())).jobs()).isEmpty();

		oldestFirst.forEach(this.service::discard);
		assertThat(this.failedJobs.groups(FailedJobQuery.all(), 10)).isEmpty();
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
		FailedJobQuery ofQueue = FailedJobQuery.all().ofQueue("work");
		FailedJobPage first = this.failedJobs.find(ofQueue, 3, null);
		assertThat(ids(first)).isEqualTo(expected.subList(0, 3));
		assertThat(first.previous()).isNull();
		JobId newest = fail();
		this.service.discard(expected.get(1));
		FailedJobPage second = this.failedJobs.find(FailedJobQuery.all(), 3, first.next());
		assertThat(ids(second)).isEqualTo(expected.subList(3, 6));
		FailedJobPage third = this.failedJobs.find(ofQueue, 3, second.next());
		assertThat(ids(third)).isEqualTo(expected.subList(6, 7));
		assertThat(third.next()).isNull();
		assertThat(this.failedJobs.find(FailedJobQuery.all().ofQueue("other")).jobs()).isEmpty();

		FailedJobPage back = this.failedJobs.find(ofQueue, 3, third.previous());
		assertThat(back.jobs()).isEqualTo(second.jobs());
		FailedJobPage top = this.failedJobs.find(ofQueue, 3, back.previous());
		assertThat(ids(top)).containsExactly(newest, expected.get(0), expected.get(2));
		assertThat(top.previous()).isNull();
		assertThat(this.failedJobs.find(ofQueue, 3, top.next()).jobs()).isEqualTo(second.jobs());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "_", "__", "older_2026-01-01T00:00:00Z_x", "2026-01-01T00:00:00Z",
			"older_'; drop--_1", "sideways_2026-01-01T00:00:00Z_00000000-0000-0000-0000-000000000000",
			"older_+99999-01-01T00:00:00Z_00000000-0000-0000-0000-000000000000" })
	void cursorThatIsNoneIsRefused(String cursor) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.failedJobs.find(FailedJobQuery.all(), 10, cursor))
			.withMessageContaining("cursor '" + cursor + "'");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001, Integer.MIN_VALUE })
	void limitOutOfRangeIsRefused(int limit) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.failedJobs.find(FailedJobQuery.all(), limit, null))
			.withMessageContaining("1 to 1000");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.failedJobs.groups(FailedJobQuery.all(), limit));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.auditLog().entries(limit, null));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations().newest(limit));
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
