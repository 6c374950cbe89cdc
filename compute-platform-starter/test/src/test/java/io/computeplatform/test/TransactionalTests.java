package io.computeplatform.test;

import java.time.Duration;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.test.WorkApplication.WorkExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.transaction.AfterTransaction;
import org.springframework.test.context.transaction.BeforeTransaction;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs in a test whose transaction is rolled back.
 */
@SpringBootTest(classes = WorkApplication.class)
@AutoConfigureJobTester
@Transactional
class TransactionalTests {

	@Autowired
	private AsyncPlatform platform;

	@Autowired
	private JobTester jobs;

	@Autowired
	private WorkExecutor executor;

	@BeforeTransaction
	void clear() {
		this.jobs.clear();
		this.executor.clear();
	}

	@AfterTransaction
	void everythingIsRolledBack(@Autowired JdbcClient jdbc) {
		assertThat(this.jobs.jobs("work")).isEmpty();
		assertThat(this.executor.notes()).isZero();
		assertThat(jdbc.sql("SELECT count(*) FROM compute.workers").query(Integer.class).single()).isZero();
	}

	private JobId submit(Work work) {
		return this.platform.submit("work", work);
	}

	@Test
	void jobSubmittedByTheTestRuns() {
		JobId id = submit(Work.succeed(1));
		assertThat(this.jobs).enqueued("work").withPayload(Work.succeed(1)).dueNow();
		this.jobs.runDue();
		assertThat(this.jobs).hasCompleted(id);
	}

	@Test
	void retryIsDueOnceItsWaitIsOver() {
		JobId id = submit(Work.failBefore(2));
		this.jobs.runDue();
		assertThat(this.jobs.runDue()).isEmpty();
		this.jobs.advance(Duration.ofMinutes(1));
		this.jobs.runDue();
		assertThat(this.jobs).hasCompleted(id);
	}

	@Test
	void whatAFailedExecutorRolledBackIsUndone() {
		JobId id = submit(Work.noteInTransactionAndFail());
		JobRun run = this.jobs.run(id);
		assertThat(run.failure()).isInstanceOf(UnsupportedOperationException.class);
		assertThat(this.executor.notes()).isZero();
		this.jobs.run(submit(Work.succeed(1)));
	}

	@Test
	void whatAFailedExecutorWroteWithoutTransactionStays() {
		this.jobs.run(submit(Work.noteAndFail()));
		assertThat(this.executor.notes()).isEqualTo(1);
	}

	@Test
	void statementThatFailsEndsTheAttemptAndNotTheTest() {
		JobRun run = this.jobs.run(submit(Work.failInStatement()));
		assertThat(run.failure()).isInstanceOf(DataAccessException.class);
		assertThat(this.jobs).hasStatus(run.id(), JobStatus.QUEUED);
	}

	@Test
	void executorThatContinuesAfterAFailedStatementFailsWithAnExplanation() {
		JobRun run = this.jobs.run(submit(Work.swallowFailure()));
		assertThat(run.failure()).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("Run the test without @Transactional");
		this.jobs.run(submit(Work.succeed(1)));
	}

}
