package io.computeplatform.faults;

import com.rabbitmq.client.GetResponse;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class DuplicateMessageTests {

	private final TestEnvironment environment;

	private final Journal journal;

	DuplicateMessageTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void jobWhoseMessageIsDeliveredManyTimesIsExecutedOnce() throws Exception {
		jobIsExecutedAsOftenAsItShouldWithEachMessageDoubled(Work.succeed(), 1);
	}

	@Test
	void duplicatesThatArriveWhileTheJobRunsAreDropped() throws Exception {
		jobIsExecutedAsOftenAsItShouldWithEachMessageDoubled(Work.take(500), 1);
	}

	@Test
	void duplicatesOfAnEarlierTryAreDropped() throws Exception {
		jobIsExecutedAsOftenAsItShouldWithEachMessageDoubled(Work.failBefore(3), 3);
	}

	private void jobIsExecutedAsOftenAsItShouldWithEachMessageDoubled(Work work, int tries) throws Exception {
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			try (TestApplication submitter = TestApplication.start(this.environment,
					"compute.async.worker.enabled=false")) {
				id = submitter.submit(work);
				eventually("Message of the job").until(() -> outside.waiting(outside.queue()) == 1);
			}
			GetResponse message = outside.take(outside.queue());
			assertThat(message).isNotNull();
			for (int i = 0; i < 6; i++) {
				outside.publish(outside.queue(), message.getProps(), message.getBody());
			}

			try (TestApplication application = TestApplication.start(this.environment,
					"compute.async.queues.work.concurrency=4")) {
				assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(tries);
				for (int i = 0; i < 3; i++) {
					outside.publish(outside.queue(), message.getProps(), message.getBody());
				}
				eventually("No message left").until(() -> outside.waiting(outside.queue()) == 0);
			}
			// A message that was being handled at the close is back. The next instance
			// handles one after the other,
			// up to that of its own job.
			try (TestApplication next = TestApplication.start(this.environment,
					"compute.async.queues.work.concurrency=1")) {
				next.await(next.submit(Work.succeed()), JobStatus.COMPLETE);
			}
			// Closed: what had not been acknowledged would be back by now.
			assertThat(outside.waiting(outside.queue())).isZero();
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
			assertThat(this.journal.starts(id)).hasSize(tries).doesNotHaveDuplicates();
			assertThat(outside.status(id)).isEqualTo("complete");
			assertThat(outside.outcomes(id)).hasSize(tries - 1);
		}
	}

}
