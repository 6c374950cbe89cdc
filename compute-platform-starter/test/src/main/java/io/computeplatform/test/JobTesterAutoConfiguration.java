package io.computeplatform.test;

import io.computeplatform.internal.attempt.AttemptRunner;
import io.computeplatform.internal.outbox.JobOutboxAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.ClaimRows;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.WorkerRows;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of {@link JobTester} and of replacements for broker beans. Imported
 * by {@link AutoConfigureJobTester} only.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class, before = JobOutboxAutoConfiguration.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobTesterAutoConfiguration {

	@Bean
	TestRows computeTestRows(Database database, Environment environment) {
		return new TestRows(database, environment.getProperty(TestRows.CLEAR_ANY_DATABASE, Boolean.class, false));
	}

	@Bean
	NoOpOutboxPublisher computeNoOpOutboxPublisher() {
		return new NoOpOutboxPublisher();
	}

	@Bean
	RowDeadLetterReader computeRowDeadLetterReader(TestRows rows) {
		return new RowDeadLetterReader(rows);
	}

	@Bean
	JobTester jobTester(JobQueues queues, TestRows rows, JobRows jobs, ClaimRows claims, WorkerRows workers,
			PayloadJson payloads, ObjectProvider<AttemptRunner> runner) {
		return new JobTester(queues, rows, jobs, claims, workers, payloads, runner.getIfAvailable());
	}

}
