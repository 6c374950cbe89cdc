package io.computeplatform.faults;

import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class DeletedDeadLetterQueueTests {

	private static TestApplication application;

	private static ExternalObserver outside;

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, "compute.async.max-retries=0");
		outside = new ExternalObserver(environment);
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	@Test
	void jobThatFailsHasItsDeadLetterInANewQueue() throws Exception {
		outside.delete(outside.deadLetterQueue());
		JobId id = application.submit(Work.fail());
		application.await(id, JobStatus.FAILED);

		assertThat(awaitLetter().jobId()).isEqualTo(id);
	}

	private static DeadLetter awaitLetter() {
		// Until the queue is there, there is none to look at.
		eventually("Letter").ignoreExceptions()
			.until(() -> !application.platform().deadLetters(TestApplication.QUEUE, 10).isEmpty());
		return application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true).orElseThrow();
	}

}
