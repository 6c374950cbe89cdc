package io.computeplatform.internal.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class SubmitTests {

	private TestApplication application;

	private Journal journal;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.queues.other.concurrency=1");
		environment.queue("other");
		this.journal = Journal.open(environment);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void jobRunsOnceAndIsComplete() {
		JobId id = this.application.submit(Work.succeed());
		Job job = this.application.await(id, JobStatus.COMPLETE);
		assertThat(id.value().version()).isEqualTo(7);
		assertThat(job.tryCount()).isEqualTo(1);
		assertThat(job.maxTries()).isEqualTo(4);
		assertThat(job.payload()).isEqualTo("{\"action\":\"succeed\",\"number\":0}");
		assertThat(job.type()).isEqualTo(Work.class.getName());
		assertThat(job.lastFailure()).isNull();
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@Test
	void triesFollowEachOtherUntilOneSucceeds() {
		JobId id = this.application.submit(Work.failBefore(3));
		Job job = this.application.await(id, JobStatus.COMPLETE);
		assertThat(job.tryCount()).isEqualTo(3);
		assertThat(this.journal.starts(id)).containsExactly(1, 2, 3);
		assertThat(this.application.failedJobs().attempts(id)).extracting("tryNumber").containsExactly(1, 2);
	}

	@Test
	void maximumOfTheJobReplacesThatOfItsQueue() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(1));
		this.application.await(id, JobStatus.FAILED);
		assertThat(this.journal.starts(id)).containsExactly(1, 2);
	}

	@Test
	void zeroRetriesMeanOneTry() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@Test
	void jobOfOpenTransactionIsNotSeenBeforeItsCommit() {
		JobId id = transaction().execute((status) -> {
			JobId submitted = this.application.submit(Work.succeed());
			assertThat(this.application.find(submitted).status()).isEqualTo(JobStatus.QUEUED);
			JobId other = this.application.platform()
				.submit("work", Work.succeed(), SubmitOptions.defaults().withMaxRetries(7));
			assertThat(other).isNotEqualTo(submitted);
			return submitted;
		});
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@Test
	void rolledBackTransactionLeavesNoJob() {
		List<JobId> ids = new ArrayList<>();
		transaction().executeWithoutResult((status) -> {
			ids.add(this.application.submit(Work.succeed()));
			ids.addAll(this.application.platform().submitAll("work", List.of(Work.succeed(), Work.succeed())));
			status.setRollbackOnly();
		});
		assertThat(ids).hasSize(3).allSatisfy((id) -> assertThat(this.application.platform().find(id)).isEmpty());
		// A message of theirs would have been delivered before that of a later job.
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		assertThat(ids).allSatisfy((id) -> assertThat(this.journal.starts(id)).isEmpty());
		assertThat(this.application.platform().deadLetters("work", 100))
			.noneMatch((letter) -> ids.contains(letter.jobId()));
	}

	@Test
	void transactionThatMayNotWriteIsSaidToBeOne() {
		TransactionTemplate readOnly = new TransactionTemplate(this.application.bean(PlatformTransactionManager.class));
		readOnly.setReadOnly(true);
		AsyncPlatform platform = this.application.platform();
		JobId id = platform.submit(TestApplication.QUEUE, Work.succeed(),
				SubmitOptions.defaults().withDelay(Duration.ofDays(1)));
		Stream
			.<Runnable>of(() -> platform.submit(TestApplication.QUEUE, Work.succeed()),
					() -> platform.submitAll(TestApplication.QUEUE, List.of(Work.succeed(), Work.succeed()),
							SubmitOptions.defaults()),
					() -> platform.cancel(id), () -> platform.delete(id),
					() -> this.application.failedJobService().retry(id),
					() -> platform.nextDeadLetter(TestApplication.QUEUE, (letter) -> true))
			.forEach((change) -> readOnly.executeWithoutResult((transaction) -> {
				assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(change::run)
					.withMessageStartingWith("Jobs can't be changed in a transaction that is read-only. Call it in one")
					.withMessageNotContainingAny("compute.jobs", "INSERT INTO", "UPDATE");
				assertThat(platform.find(id)).as("what the transaction reads afterwards").isPresent();
				transaction.setRollbackOnly();
			}));
		assertThat(platform.find(id)).get().extracting(Job::status).isEqualTo(JobStatus.QUEUED);
	}

	@Test
	void idSubmittedAgainIsTheSameUntouchedJob() {
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id);
		assertThat(this.application.platform().submit("work", Work.succeed(), options)).isEqualTo(id);
		Job first = this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.application.platform().submit("work", Work.succeed(), options)).isEqualTo(id);
		assertThat(this.application.find(id)).isEqualTo(first);
	}

	@Test
	void idOfAnotherJobIsRefused() {
		AsyncPlatform platform = this.application.platform();
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id).withDelay(Duration.ofHours(1));
		platform.submit("work", Work.succeed(), options);
		Job first = this.application.find(id);
		assertRefused("id", () -> platform.submit("work", Work.fail(), options));
		assertRefused("id", () -> platform.submit("work", Work.fail(), options.withRerun()));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> platform.submit("other", Work.succeed(), options))
			.withMessageContaining(id.toString())
			.withMessageContaining("in queue 'work'")
			.withMessageContaining("in queue 'other'");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> platform.submit("work", new OtherWork("succeed", 0), options))
			.withMessageContaining(Work.class.getName())
			.withMessageContaining("other-work");
		assertThat(this.application.find(id)).isEqualTo(first);
		platform.cancel(id);
	}

	@Test
	void sameJobIsRecognizedByEqualJson() {
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id).withDelay(Duration.ofHours(1));
		this.application.platform().submit("work", new Work("succeed", 10), options);
		this.application.bean(JdbcClient.class)
			.sql("update compute.jobs set payload = '{ \"number\": 1.0e1, \"action\": \"succeed\" }' where id = ?")
			.param(id.value())
			.update();
		assertThat(this.application.platform().submit("work", new Work("succeed", 10), options)).isEqualTo(id);
		this.application.platform().cancel(id);
	}

	@Test
	void finishedJobRunsAgainOnRequestWithItsHistory() {
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id).withMaxRetries(0);
		this.application.platform().submit("work", Work.fail(), options);
		this.application.await(id, JobStatus.FAILED);
		this.application.platform().submit("work", Work.succeed(), options.withRerun());
		Job job = this.application.await(id, JobStatus.COMPLETE);
		assertThat(job.tryCount()).isEqualTo(2);
		assertThat(job.maxTries()).isEqualTo(2);
		assertThat(this.application.failedJobs().attempts(id)).hasSize(1);
		assertThat(this.journal.starts(id)).containsExactly(1, 2);
	}

	@Test
	void expiredJobRunsAgainWithItsNextSubmit() {
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id);
		this.application.platform().submit("work", Work.succeed(), options);
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.application.platform().expire(id).isAccepted()).isTrue();
		assertThat(this.application.platform().expire(id).isAccepted()).isFalse();
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.EXPIRED);
		this.application.platform().submit("work", Work.succeed(), options);
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1, 2);
	}

	@Test
	void delayedJobStartsNoEarlierThanDue() {
		JobId delayed = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofMillis(700)));
		JobId due = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDueAt(Instant.now().plusMillis(700)));
		for (JobId id : List.of(delayed, due)) {
			Job job = this.application.await(id, JobStatus.COMPLETE);
			assertThat(job.startedAt()).isAfterOrEqualTo(job.dueAt());
			assertThat(job.dueAt()).isAfter(job.createdAt());
		}
	}

	@Test
	void dueTimeInThePastMeansAtOnce() {
		JobId id = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDueAt(Instant.now().minusSeconds(3600)));
		this.application.await(id, JobStatus.COMPLETE);
	}

	@Test
	void manyJobsAreSubmittedAtOnceInOrder() {
		List<Work> works = Collections.nCopies(500, Work.succeed());
		List<JobId> ids = this.application.platform().submitAll("work", works);
		assertThat(ids).hasSize(500).doesNotHaveDuplicates();
		assertThat(ids).isSortedAccordingTo((one, other) -> one.toString().compareTo(other.toString()));
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> ids.stream().allMatch((id) -> this.application.find(id).status() == JobStatus.COMPLETE));
		assertThat(this.journal.doubleStarts()).isEmpty();
	}

	@Test
	void submitOfManyIsAllOrNothing() {
		long before = count();
		List<Object> payloads = List.of(Work.succeed(), new Unwritable());
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().submitAll("work", payloads))
			.withMessageContaining(Unwritable.class.getName());
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.application.platform()
			.submitAll("work", List.of(Work.succeed()), SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()))))
			.withMessageContaining("each job gets a new one");
		assertThat(this.application.platform().submitAll("work", List.of())).isEmpty();
		assertThat(count()).isEqualTo(before);
	}

	@Test
	void whatCanNotBeSubmittedIsRefusedByNameAndValue() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().submit("wrok", Work.succeed()))
			.withMessageContaining("queue 'wrok'")
			.withMessageContaining("[other, work]");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.submit(new OtherWork("x".repeat(17 * 1024 * 1024), 0)))
			.withMessageContaining("bytes of JSON");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> SubmitOptions.defaults().withMaxRetries(-1))
			.withMessageContaining("maxRetries '-1'");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> SubmitOptions.defaults().withDelay(Duration.ofSeconds(-1)));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> SubmitOptions.defaults().withDelay(Duration.ZERO).withDueAt(Instant.now()));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> JobId.of("17"))
			.withMessageContaining("'17'");
	}

	@Test
	void nullIsRefusedByName() {
		AsyncPlatform platform = this.application.platform();
		List<Object> withoutPayload = new ArrayList<>(Collections.singletonList(null));
		long before = count();
		assertRefused("queue", () -> platform.submit(null, Work.succeed()));
		assertRefused("payload", () -> platform.submit("work", null));
		assertRefused("payload", () -> platform.submitAll("work", withoutPayload));
		assertRefused("payloads", () -> platform.submitAll("work", null));
		assertRefused("options", () -> platform.submit("work", Work.succeed(), null));
		assertRefused("options", () -> platform.submitAll("work", List.of(Work.succeed()), null));
		assertThat(count()).isEqualTo(before);
	}

	@Test
	void rerunOfNoJobIsRefused() {
		AsyncPlatform platform = this.application.platform();
		SubmitOptions rerun = SubmitOptions.defaults().withRerun();
		assertRefused("rerun", () -> platform.submit("work", Work.succeed(), rerun));
		assertRefused("rerun", () -> platform.submitAll("work", List.of(Work.succeed()), rerun));
		JobId id = new JobId(UUID.randomUUID());
		assertThat(platform.submit("work", Work.succeed(), rerun.withId(id))).isEqualTo(id);
	}

	private static void assertRefused(String property, ThrowingCallable call) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(call)
			.satisfies((refusal) -> assertThat(refusal.property()).isEqualTo(property));
	}

	private long count() {
		return this.application.bean(JdbcClient.class)
			.sql("select count(*) from compute.jobs")
			.query(Long.class)
			.single();
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.application.bean(PlatformTransactionManager.class));
	}

	@JobType("other-work")
	record OtherWork(String action, int number) {

	}

	static class Unwritable {

		public Object getSelf() {
			throw new IllegalStateException("can't be read");
		}

	}

}
