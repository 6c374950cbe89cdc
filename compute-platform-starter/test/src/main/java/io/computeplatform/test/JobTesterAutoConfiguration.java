package io.computeplatform.test;

import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.ClaimRows;
import io.computeplatform.store.Database;
import io.computeplatform.store.JobRows;
import io.computeplatform.store.JobStoreAutoConfiguration;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.store.WorkerRows;
import io.computeplatform.worker.AttemptRunner;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * What stands in for the broker, and the tester. Imported by the annotation only.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class, before = JobDispatchAutoConfiguration.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobTesterAutoConfiguration {

	@Bean
	TestRows computeTestRows(Database database, Environment environment) {
		return new TestRows(database, environment.getProperty(TestRows.CLEAR_ANY_DATABASE, Boolean.class, false));
	}

	@Bean
	NoDispatcher computeNoDispatcher() {
		return new NoDispatcher();
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
