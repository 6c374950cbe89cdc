package io.computeplatform.faults;

import java.util.List;
import java.util.stream.IntStream;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.worker.WorkerState;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications, each with a database of its own, that use the same queue of one
 * broker.
 */
@Tag("chaos")
@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class SharedQueueTests {

	private static final int JOBS = 100;

	@Test
	// The embedded broker hands messages out in turn, so that the same ones may go to and
	// fro.
	@RequiresRabbitMq
	void jobsOfBothRunWhereTheyBelong(TestEnvironment environment, CapturedOutput output) {
		try (TestEnvironment other = TestEnvironment.create();
				TestApplication one = TestApplication.start(environment);
				TestApplication two = TestApplication.start(other,
						"compute.async.queue-prefix=" + environment.queuePrefix())) {
			List<JobId> ofOne = submit(one, Work.succeed());
			List<JobId> ofTwo = submit(two, Work.succeed());
			ofOne.forEach((id) -> one.await(id, JobStatus.COMPLETE));
			ofTwo.forEach((id) -> two.await(id, JobStatus.COMPLETE));
			assertThat(one.platform().deadLetters(TestApplication.QUEUE, 10)).isEmpty();
			assertThat(one.bean(WorkerState.class).messagesOfOtherDatabases()).containsOnlyKeys(TestApplication.QUEUE);
			assertThat(two.bean(WorkerState.class).messagesOfOtherDatabases()).containsOnlyKeys(TestApplication.QUEUE);
			assertThat(output.toString().lines().filter((line) -> line.contains("(1 messages so far"))).hasSize(2)
				.allSatisfy((line) -> assertThat(line).contains("WARN",
						"Queue '" + environment.queue(TestApplication.QUEUE) + "' of the broker",
						"is used by two applications: it holds jobs of another database",
						"Give each application a compute.async.queue-prefix or a virtual host of its own"))
				.anySatisfy((line) -> assertThat(line).contains(identity(one)))
				.anySatisfy((line) -> assertThat(line).contains(identity(two)));
		}
	}

	@Test
	void deadLetterOfAnotherDatabaseIsLeftToItsOwner(TestEnvironment environment) {
		try (TestEnvironment other = TestEnvironment.create();
				TestApplication one = TestApplication.start(environment, "compute.async.max-retries=0");
				TestApplication two = TestApplication.start(other, "compute.async.max-retries=0",
						"compute.async.queue-prefix=" + environment.queuePrefix())) {
			JobId ofTwo = two.submit(Work.fail());
			two.await(ofTwo, JobStatus.FAILED);
			Awaitility.await().until(() -> two.platform().deadLetters(TestApplication.QUEUE, 10).size() == 1);
			assertThat(one.platform().deadLetters(TestApplication.QUEUE, 10)).isEmpty();
			assertThat(one.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true)).isEmpty();
			assertThat(two.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true)).isPresent();
		}
	}

	private static String identity(TestApplication application) {
		return application.bean(Database.class).identity().toString();
	}

	private static List<JobId> submit(TestApplication application, Work work) {
		return IntStream.range(0, JOBS).mapToObj((i) -> application.submit(work)).toList();
	}

}
