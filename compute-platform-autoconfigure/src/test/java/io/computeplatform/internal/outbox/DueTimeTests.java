package io.computeplatform.internal.outbox;

import java.time.Duration;
import java.time.Instant;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.transaction.support.TransactionOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is due later is sent when it is due, by a relay that would not look for an hour.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class DueTimeTests {

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.relay.poll-interval=1h",
				"compute.async.relay.grace=1h", "compute.async.backoff.initial-interval=300ms");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void scheduledJobStarts() {
		JobId later = submit(SubmitOptions.defaults().withDelay(Duration.ofMillis(900)));
		JobId sooner = submit(SubmitOptions.defaults().withDueAt(Instant.now().plusMillis(300)));
		this.application.await(sooner, JobStatus.COMPLETE);
		this.application.await(later, JobStatus.COMPLETE);
		assertThat(this.application.find(later).startedAt()).isAfterOrEqualTo(this.application.find(later).dueAt());
	}

	@Test
	void jobThatIsScheduledInATransactionStartsAfterIt() {
		JobId id = this.application.bean(TransactionOperations.class)
			.execute((status) -> submit(SubmitOptions.defaults().withDelay(Duration.ofMillis(100))));
		this.application.await(id, JobStatus.COMPLETE);
	}

	@Test
	void retryStartsAfterItsDelay() {
		JobId id = this.application.submit(Work.failBefore(3));
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.application.find(id).tryCount()).isEqualTo(3);
	}

	private JobId submit(SubmitOptions options) {
		return this.application.platform().submit(TestApplication.QUEUE, Work.succeed(), options);
	}

}
