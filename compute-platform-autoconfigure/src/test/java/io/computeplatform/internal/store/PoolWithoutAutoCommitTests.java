package io.computeplatform.internal.store;

import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that commit nothing by themselves lose nothing.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class PoolWithoutAutoCommitTests {

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "spring.datasource.hikari.auto-commit=false");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void jobsAreKeptRunAndSettled() {
		JobId one = this.application.submit(Work.succeed());
		List<JobId> many = this.application.platform()
			.submitAll(TestApplication.QUEUE, List.of(Work.succeed(), Work.succeed()));
		JobId retried = this.application.submit(Work.failBefore(2));
		JobId failed = this.application.submit(Work.fail());
		this.application.await(one, JobStatus.COMPLETE);
		many.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
		this.application.await(retried, JobStatus.COMPLETE);
		this.application.await(failed, JobStatus.FAILED);
		assertThat(this.application.failedJobs().attempts(failed)).hasSize(4);
	}

}
