package io.computeplatform.faults;

import java.util.Map;

import com.rabbitmq.client.GetResponse;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.faults.FaultMain.Gated;
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
class RetryTests {

	private static final String ONE_AT_A_TIME = "compute.async.queues.work.concurrency=1";

	private final TestEnvironment environment;

	private final Journal journal;

	RetryTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void retryWithoutDelayGoesBehindTheJobsThatWait() {
		JobId failing;
		JobId second;
		JobId third;
		try (TestApplication submitter = TestApplication.start(this.environment, "compute.async.worker.enabled=false");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			failing = submitter.submit(Work.failBefore(3));
			second = submitter.submit(Work.succeed());
			third = submitter.submit(Work.succeed());
			eventually("Messages").until(() -> outside.waiting(outside.queue()) == 3);
		}
		try (TestApplication worker = TestApplication.start(this.environment, ONE_AT_A_TIME);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			worker.await(failing, JobStatus.COMPLETE);

			assertThat(outside.starts()).containsSubsequence(failing + "#1", second + "#1", third + "#1",
					failing + "#2", failing + "#3");
			assertThat(outside.outcomes(failing)).containsExactly("executor-failed", "executor-failed");
		}
		assertThat(this.journal.doubleStarts()).isEmpty();
	}

	@Test
	void messageOfRetryIsInTheOriginQueueWithTheRaisedCount() throws Exception {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class, ONE_AT_A_TIME);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId busy = application.submit(new Gated(0));
			application.await(busy, JobStatus.IN_PROGRESS);
			JobId failing = application.submit(Work.failBefore(2));
			JobId behind = application.submit(Work.take(600_000));
			FaultMain.openGate(this.environment);
			application.await(behind, JobStatus.IN_PROGRESS);
			GetResponse message = outside.take(outside.queue());

			assertThat(message).isNotNull();
			assertThat(message.getProps().getMessageId()).isEqualTo(failing.toString());
			assertThat(message.getProps().getHeaders()).containsEntry("compute-try-count", 1)
				.containsKey("compute-published-at")
				.allSatisfy((name, value) -> assertThat(name).doesNotStartWith("x-"));
			assertThat(outside.row(failing)).containsEntry("status", "queued").containsEntry("try_count", "1");

			outside.publish(outside.queue(), message.getProps(), message.getBody());
			application.platform().cancel(behind);
			assertThat(application.await(failing, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			assertThat(this.journal.starts(failing)).containsExactly(1, 2);
		}
	}

	@Test
	void retryWithBackoffBlocksNoThread() {
		try (TestApplication application = TestApplication.start(this.environment, ONE_AT_A_TIME,
				"compute.async.backoff.initial-interval=1500ms", "compute.async.backoff.jitter=0");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId failing = application.submit(Work.failBefore(2));
			eventually("First try").until(() -> outside.outcomes(failing).size() == 1);
			Map<String, String> waiting = outside.row(failing);
			JobId other = application.submit(Work.succeed());
			application.await(other, JobStatus.COMPLETE);

			assertThat(waiting).containsEntry("status", "queued").containsEntry("message_sent_at", null);
			assertThat(waiting.get("message_due_at")).isNotNull().isEqualTo(waiting.get("due_at"));
			application.await(failing, JobStatus.COMPLETE);
			assertThat(this.journal.starts(failing)).containsExactly(1, 2);
			assertThat(outside.sql("""
					select started_at >= due_at and due_at = ended_at + interval '1500 ms' from compute.jobs
					join (select job_id, ended_at from compute.attempts) as attempts on job_id = id
					where id = ?""").param(failing.value()).query(Boolean.class).single()).isTrue();
			assertThat(outside.starts()).containsSubsequence(failing + "#1", other + "#1", failing + "#2");
		}
	}

}
