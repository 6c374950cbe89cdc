package io.computeplatform.faults;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.event.JobCancelled;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job is cancelled, or submitted again under its id.
 */
@Tag("chaos")
@WithTestEnvironment
class LaterLifeTests {

	private static final String HASTY = "hasty";

	private static TestApplication application;

	private static ExternalObserver outside;

	private final Journal journal;

	LaterLifeTests(TestEnvironment environment) {
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void start(TestEnvironment environment) {
		environment.queue(HASTY);
		application = TestApplication.start(environment, Listening.class, "compute.async.max-retries=1",
				"compute.async.max-timeouts=2", "compute.async.max-worker-losses=2",
				"compute.async.queues.hasty.timeout=100ms");
		outside = new ExternalObserver(environment);
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	@Test
	void jobThatIsSubmittedAgainHasAllItsTriesBeforeIt() {
		SubmitOptions again = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID())).withRerun();
		JobId id = application.platform().submit(TestApplication.QUEUE, Work.fail(), again);
		application.await(id, JobStatus.FAILED);
		outside.sql("update compute.jobs set releases = 20 where id = ?").param(id.value()).update();
		application.platform().submit(TestApplication.QUEUE, Work.fail(), again);
		eventually("Second life").until(() -> outside.outcomes(id).size() == 4);
		application.await(id, JobStatus.FAILED);
		assertThat(outside.row(id)).containsEntry("tries_before", "2")
			.containsEntry("try_count", "4")
			.containsEntry("releases", "0");
	}

	@Test
	void cancelThatMeetsTheLastFailedAttemptEndsAsCancelled() {
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, new Work("fail-slowly", 400), SubmitOptions.defaults().withMaxRetries(0));
		eventually("Start").until(() -> this.journal.starts(id).size() == 1);
		// A cancel that the worker does not learn of before the attempt ends.
		outside.sql("update compute.jobs set cancel_requested_at = now() where id = ?").param(id.value()).update();
		application.await(id, JobStatus.CANCELLED);
		assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
	}

	@Test
	void cancelOfAJobWhoseWorkerIsLostBeforeItLearnsOfItEndsAsCancelled() {
		JobId id = runInLostWorker(SubmitOptions.defaults(), true);
		application.await(id, JobStatus.CANCELLED);
		assertThat(outside.row(id)).containsEntry("failure_reason", "worker-lost")
			.containsEntry("message_due_at", null);
		assertThat(outside.outcomes(id)).containsExactly("worker-lost");
		eventually("Listeners").until(() -> application.bean(Listening.class).cancelled(id) == 1);
		assertThat(this.journal.starts(id)).isEmpty();
		assertThat(application.platform().deadLetters(TestApplication.QUEUE, 100)).extracting(DeadLetter::jobId)
			.doesNotContain(id);
	}

	@Test
	void timeoutsOfAnEarlierLifeDoNotCount() {
		SubmitOptions again = SubmitOptions.defaults()
			.withId(new JobId(UUID.randomUUID()))
			.withRerun()
			.withMaxRetries(5);
		for (int life = 1; life <= 2; life++) {
			JobId id = application.platform().submit(HASTY, Work.take(60_000), again);
			int attempts = 2 * life;
			eventually("Life " + life).until(() -> outside.outcomes(id).size() == attempts);
			application.await(id, JobStatus.FAILED);
			assertThat(outside.outcomes(id)).hasSize(attempts).containsOnly("timed-out");
		}
	}

	@Test
	void lostWorkersOfAnEarlierLifeDoNotCount() {
		SubmitOptions again = SubmitOptions.defaults()
			.withId(new JobId(UUID.randomUUID()))
			.withRerun()
			.withMaxRetries(5);
		JobId id = runInLostWorker(again, false);
		application.await(id, JobStatus.COMPLETE);
		runInLostWorker(again, false);
		application.await(id, JobStatus.COMPLETE);
		assertThat(outside.outcomes(id)).containsExactly("worker-lost", "worker-lost");
		assertThat(outside.row(id)).containsEntry("tries_before", "2").containsEntry("try_count", "4");
	}

	/** A job that was claimed by a worker which has died since. */
	private static JobId runInLostWorker(SubmitOptions options, boolean cancel) {
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(), options.withDelay(Duration.ofHours(1)));
		outside.sql("""
				update compute.jobs set status = 'in-progress', worker = 'gone', started_at = now(), due_at = now(),
				  try_count = try_count + 1, message_due_at = null, message_sent_at = null,
				  cancel_requested_at = case when ? then now() end
				where id = ?""").params(cancel, id.value()).update();
		return id;
	}

	@Test
	void staleMessageStartsNoJobBeforeItIsDue() {
		SubmitOptions again = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID())).withRerun();
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(), again.withDelay(Duration.ofSeconds(2)));
		application.platform().cancel(id);
		application.platform().submit(TestApplication.QUEUE, Work.succeed(), again.withDelay(Duration.ofSeconds(4)));
		// A message of the same try count comes long before.
		outside.sql("update compute.jobs set message_due_at = now() where id = ?").param(id.value()).update();
		application.await(id, JobStatus.COMPLETE);
		assertThat(outside.count("select count(*) from compute.jobs where started_at < due_at")).isZero();
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@Test
	void reasonOfANewerVersionIsRead() {
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, Work.failBefore(2),
					SubmitOptions.defaults().withDelay(Duration.ofSeconds(1)));
		outside.sql("update compute.jobs set failure_reason = 'of-a-newer-version', failed_at = now() where id = ?")
			.param(id.value())
			.update();
		assertThat(application.find(id).lastFailure()).isNotNull();
		application.await(id, JobStatus.COMPLETE);
	}

	@Import(WorkerMain.class)
	static class Listening {

		private final Map<JobId, Integer> cancelled = new ConcurrentHashMap<>();

		@EventListener
		void on(JobCancelled event) {
			this.cancelled.merge(event.id(), 1, Integer::sum);
		}

		int cancelled(JobId id) {
			return this.cancelled.getOrDefault(id, 0);
		}

	}

}
