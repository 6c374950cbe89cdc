package io.computeplatform.faults;

import java.util.Collections;
import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.RequiresRabbitMq;
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
class LostMessageTests {

	private static final String UNFINISHED = "select count(*) from compute.jobs where status <> 'complete'";

	private static final String WAITING = "select count(*) from compute.jobs where message_sent_at is not null";

	private static final int JOBS = 20;

	private final TestEnvironment environment;

	private final Journal journal;

	LostMessageTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void jobsWhoseConfirmedMessagesWerePurgedComplete() throws Exception {
		jobsCompleteAfter(ExternalObserver::purge);
	}

	@Test
	void jobsWhoseQueueWasDeletedComplete() throws Exception {
		jobsCompleteAfter(ExternalObserver::delete);
	}

	private void jobsCompleteAfter(Accident accident) throws Exception {
		List<JobId> ids;
		try (TestApplication submitter = TestApplication.start(this.environment, "compute.async.worker.enabled=false");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			ids = submitter.platform().submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, Work.succeed()));
			eventually("Messages to be confirmed").until(() -> outside.count(WAITING) == JOBS);
			accident.happen(outside, outside.queue());
		}
		try (TestApplication worker = TestApplication.start(this.environment);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			worker.await(ids.get(0), JobStatus.COMPLETE);
			eventually("All jobs complete").until(() -> outside.count(UNFINISHED) == 0);
			assertThat(ids).allSatisfy((id) -> assertThat(this.journal.starts(id)).containsExactly(1));
		}
	}

	@Test
	// Others do not tell a consumer that its queue is gone.
	@RequiresRabbitMq
	void jobsWhoseQueueIsDeletedWhileTheyWaitComplete() throws Exception {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class,
				"compute.async.queues.work.concurrency=1", "compute.async.queues.work.prefetch=1");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId busy = application.submit(new Gated(0));
			application.await(busy, JobStatus.IN_PROGRESS);
			List<JobId> ids = application.platform()
				.submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, Work.succeed()));
			eventually("Messages to be confirmed").until(() -> outside.count(WAITING) == JOBS);
			outside.delete(outside.queue());
			FaultMain.openGate(this.environment);
			// Nothing is submitted that could be returned because of the missing queue.
			eventually("All jobs complete").until(() -> outside.count(UNFINISHED) == 0);
			assertThat(ids).allSatisfy((id) -> assertThat(this.journal.starts(id)).containsExactly(1));
			assertThat(this.journal.doubleStarts()).isEmpty();
		}
	}

	@Test
	void singleLostMessageIsNoticedWhileOthersAreDelivered() throws Exception {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class,
				"compute.async.queues.work.concurrency=1");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId busy = application.submit(new Gated(0));
			application.await(busy, JobStatus.IN_PROGRESS);
			JobId lost = application.submit(Work.succeed());
			eventually("Message").until(() -> outside.take(outside.queue()) != null);
			FaultMain.openGate(this.environment);
			eventually("Lost job to complete").until(() -> {
				application.submit(Work.succeed());
				return outside.status(lost).equals("complete");
			});
			eventually("All jobs complete").until(() -> outside.count(UNFINISHED) == 0);
			assertThat(this.journal.doubleStarts()).isEmpty();
		}
	}

	@Test
	// Other brokers count what is delivered and not acknowledged as waiting.
	@RequiresRabbitMq
	void messagesThatWaitBehindLongJobAreNotDoubled() {
		jobsBehindLongJob(1, 0);
	}

	@Test
	void messagesThatConsumerHoldsBehindLongJobAreDoubledLessAndLess() {
		// The broker shows an empty queue. In six graces: after one, three, seven.
		jobsBehindLongJob(JOBS + 1, 3 * JOBS);
	}

	private void jobsBehindLongJob(int prefetch, int maxDuplicates) {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class,
				"compute.async.queues.work.concurrency=1", "compute.async.queues.work.prefetch=" + prefetch,
				"compute.async.relay.grace=500ms"); ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId busy = application.submit(new Gated(0));
			application.await(busy, JobStatus.IN_PROGRESS);
			List<JobId> ids = application.platform()
				.submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, Work.succeed()));
			eventually("Messages to be confirmed").until(() -> outside.count(WAITING) == JOBS);
			eventually("Long job to have run for six graces").until(() -> outside.count("""
					select count(*) from compute.jobs
					where status = 'in-progress' and started_at < now() - interval '3 s'""") == 1);
			int duplicates = outside.count("select sum(message_sends - 1) from compute.jobs where status = 'queued'");
			int ready = outside.waiting(outside.queue());
			FaultMain.openGate(this.environment);
			eventually("All jobs complete").until(() -> outside.count(UNFINISHED) == 0);

			assertThat(duplicates).isLessThanOrEqualTo(maxDuplicates);
			assertThat(ready).isLessThanOrEqualTo(JOBS + maxDuplicates);
			assertThat(ids).allSatisfy((id) -> assertThat(this.journal.starts(id)).containsExactly(1));
			eventually("Duplicates to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
		}
	}

	private interface Accident {

		void happen(ExternalObserver outside, String queue) throws Exception;

	}

}
