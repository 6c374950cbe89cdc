package io.computeplatform.internal.store;

import java.time.Duration;

import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class RetentionPlanTests {

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.retention.enabled=false");
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		jdbc.sql(
				"""
						insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at, failed_at, failure_reason)
						select gen_random_uuid(), 'gone', 'Type', '{}',
						  (array['complete', 'complete', 'failed', 'expired', 'cancelled', 'discarded'])[n %% 6 + 1], 1,
						  now() - random() * interval '60 days', now() - random() * interval '60 days', 'executor-failed'
						from generate_series(1, 20000) as n"""
					.replace("%%", "%"))
			.update();
		jdbc.sql("analyze compute.jobs").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "QUEUED", "IN_PROGRESS", "UNKNOWN" })
	void oldestJobsAreFoundByIndexWhateverTheParameters(JobStatus status) {
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		String statement = RetentionRows.statement(status)
			.replace(":age", "$1")
			.replace(":limit", "$2")
			.replace(":traces", "$3")
			.replace(":parts", "$4");
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((transaction) -> {
				jdbc.sql("set local plan_cache_mode = force_generic_plan").update();
				jdbc.sql("prepare retention (text, integer, text, integer) as " + statement).update();
				assertThat(jdbc.sql("explain execute retention ('30 days', 500, '7 days', 10000)")
					.query(String.class)
					.list()).asString()
					.containsPattern("Index Scan (Backward )?using jobs_(finished|failed) ")
					.doesNotContain("Seq Scan", "Sort");
				jdbc.sql("deallocate retention").update();
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "QUEUED", "IN_PROGRESS", "UNKNOWN" })
	void jobsThatAreNotFinishedAreNeverDeleted(JobStatus status) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.application.bean(RetentionRows.class).delete(status, Duration.ofDays(1), 1));
	}

}
