package io.computeplatform.internal.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.computeplatform.FailureReason;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.bulk.BulkJob;
import io.computeplatform.bulk.BulkOperation;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * A value that an enum has and a constraint lacks would be refused by the database when
 * it is recorded for the first time.
 */
@Tag("engine")
@WithTestEnvironment
class EnumConstraintTests {

	private static final Pattern VALUES = Pattern
		.compile("CHECK \\(\\((\\w+) = ANY \\(ARRAY\\[(('[a-z-]+'::text(, )?)+)\\]\\)\\)\\)");

	@Test
	void constraintsPermitTheValuesOfTheEnums(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false")) {
			Map<String, Set<String>> permitted = new TreeMap<>();
			application.bean(JdbcClient.class).sql("""
					SELECT relname, pg_get_constraintdef(pg_constraint.oid) AS definition
					FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
					WHERE contype = 'c' AND connamespace = 'compute'::regnamespace""").query((row) -> {
				var values = VALUES.matcher(row.getString("definition"));
				if (values.matches()) {
					permitted.put(row.getString("relname") + "." + values.group(1),
							Arrays.stream(values.group(2).replace("'", "").replace("::text", "").split(", "))
								.collect(Collectors.toCollection(TreeSet::new)));
				}
			});
			assertThat(permitted).isEqualTo(Map.of("jobs.status", values(JobStatus.values(), "unknown"),
					"operations.action", values(new Action[] { Action.RETRY, Action.DISCARD, Action.DELETE }),
					// What is submitted is a done retry whose outcomes are not known.
					"operations.status", values(BulkOperation.Status.values(), "unknown", "submitted"),
					"operation_jobs.result", values(BulkJob.Result.values(), "unknown", "waiting")));
		}
	}

	@Test
	void eachReasonAndEachActionCanBeRecorded(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			assertThatCode(() -> jdbc
				.sql("""
						WITH reasons AS (SELECT unnest(?::text[]) AS reason), failed AS (
						  INSERT INTO compute.jobs (id, queue, type, payload, status, try_count, max_tries, finished_at, failed_at,
						    failure_reason)
						  SELECT gen_random_uuid(), 'work', 'type', '{}', 'failed', 1, 1, now(), now(), reason FROM reasons
						  RETURNING id, failure_reason
						)
						INSERT INTO compute.attempts (job_id, try_number, started_at, worker, outcome)
						SELECT id, 1, now(), 'worker', failure_reason FROM failed""")
				.param(values(FailureReason.values()).toArray(String[]::new))
				.update()).doesNotThrowAnyException();
			assertThatCode(() -> jdbc.sql("""
					INSERT INTO compute.actions (action, queue, jobs, acted_by)
					SELECT unnest(?::text[]), 'work', 1, 'anna'""")
				.param(values(Action.values(), "retry-edited").toArray(String[]::new))
				.update()).doesNotThrowAnyException();
		}
	}

	private static Set<String> values(Enum<?>[] constants, String... without) {
		Set<String> values = Arrays.stream(constants)
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.toCollection(TreeSet::new));
		values.removeAll(Set.of(without));
		return values;
	}

}
