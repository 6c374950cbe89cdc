package io.computeplatform.faults;

import java.time.Duration;

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

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class CancelAndTimeoutTests {

	private static final String HASTY = "hasty";

	private static final String WIDE = "wide";

	private static TestApplication application;

	private static ExternalObserver outside;

	private final Journal journal;

	CancelAndTimeoutTests(TestEnvironment environment) {
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void start(TestEnvironment environment) {
		environment.queue(HASTY);
		environment.queue(WIDE);
		application = TestApplication.start(environment, "compute.async.queues.work.concurrency=1",
				"compute.async.queues.hasty.timeout=300ms", "compute.async.queues.hasty.concurrency=8",
				"compute.async.queues.wide.concurrency=4", "compute.async.max-timeouts=2",
				"compute.async.max-retries=5");
		outside = new ExternalObserver(environment);
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	static Work[] longWork() {
		return new Work[] { Work.take(600_000), Work.takeUnheeding(10_000) };
	}

	@ParameterizedTest
	@MethodSource("longWork")
	void jobThatRunsEndsAsCancelledWhetherItHeedsTheInterruptOrNot(Work work) {
		JobId running = application.platform().submit(WIDE, work);
		eventually("Start").until(() -> this.journal.starts(running).size() == 1);
		assertThat(application.platform().cancel(running).isAccepted()).isTrue();

		application.await(running, JobStatus.CANCELLED);
		assertThat(this.journal.returns(running)).as("before its settlement").isEmpty();
		assertThat(outside.outcomes(running)).containsExactly("cancelled");
		assertThat(application.platform().cancel(running).isAccepted()).isFalse();
		assertThat(this.journal.starts(running)).containsExactly(1);
		eventually("Message to be gone").until(() -> outside.waiting(outside.queue(WIDE)) == 0);
		assertThat(outside.waiting(outside.queue(WIDE) + ".dlq")).isZero();
	}

	@Test
	void jobThatIsQueuedNeverRunsOnceItIsCancelled() {
		JobId running = application.submit(Work.take(600_000));
		eventually("Start").until(() -> this.journal.starts(running).size() == 1);
		JobId queued = application.submit(Work.succeed());
		JobId next = application.submit(Work.succeed());

		assertThat(application.platform().cancel(queued).isAccepted()).isTrue();
		assertThat(outside.status(queued)).isEqualTo("cancelled");
		application.platform().cancel(running);
		application.await(next, JobStatus.COMPLETE);

		assertThat(this.journal.starts(queued)).isEmpty();
		assertThat(outside.row(queued)).containsEntry("status", "cancelled").containsEntry("try_count", "0");
		eventually("Its message to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
		assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
	}

	@ParameterizedTest
	@MethodSource("longWork")
	void attemptThatTakesTooLongCountsAsTimedOutUpToTheLimitOfTimeouts(Work work) {
		JobId id = application.platform().submit(HASTY, work);
		application.await(id, JobStatus.FAILED);

		assertThat(outside.outcomes(id)).containsExactly("timed-out", "timed-out");
		assertThat(outside.row(id)).containsEntry("failure_reason", "timed-out")
			.containsEntry("failure_class", "io.computeplatform.JobTimeoutException")
			.containsEntry("try_count", "2")
			.containsEntry("max_tries", "6");
		assertThat(this.journal.starts(id)).containsExactly(1, 2);
	}

	@Test
	void jobThatIsNotDueIsCancelledBeforeItsTime() {
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofDays(1)));
		assertThat(application.platform().cancel(id).isAccepted()).isTrue();
		assertThat(outside.row(id)).containsEntry("status", "cancelled").containsEntry("message_due_at", null);
	}

}
