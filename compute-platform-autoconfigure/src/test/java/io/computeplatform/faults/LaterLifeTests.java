package io.computeplatform.faults;

import java.time.Duration;
import java.util.UUID;

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
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.Outside.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job is cancelled, or submitted again under its id.
 */
@WithTestEnvironment
class LaterLifeTests {

	private static TestApplication application;

	private static Outside outside;

	private final Journal journal;

	LaterLifeTests(TestEnvironment environment) {
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, "compute.async.max-retries=1");
		outside = new Outside(environment);
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

}
