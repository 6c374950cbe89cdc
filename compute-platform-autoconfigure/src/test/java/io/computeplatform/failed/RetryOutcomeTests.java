package io.computeplatform.failed;

import java.util.Map;
import java.util.UUID;

import io.computeplatform.ChangeResult;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkOperation;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class RetryOutcomeTests {

	@Test
	void retryIsSubmittedUntilItsJobsHaveEnded(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false")) {
			BulkOperations operations = application.bulkOperations();
			JdbcClient jdbc = application.bean(JdbcClient.class);
			jdbc.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at, failed_at,
					  failure_reason)
					select gen_random_uuid(), 'work', 'type', '{}', 'failed', 1, now(), now(), 'executor-failed'
					from generate_series(1, 6000)""").update();
			UUID operation = operations.start(BulkRequest.retry(FailedJobQuery.all(), 6000));
			BulkOperation submitted = await(operations, operation, BulkOperation.Status.SUBMITTED);
			assertThat(submitted.acted()).isEqualTo(6000);
			assertThat(operations.newest(1)).containsExactly(submitted);
			assertThat(operations.outcomes(operation)).isEqualTo(Map.of(JobStatus.QUEUED, 6000L));
			assertThat(operations.abort(operation, AuditNote.none())).isEqualTo(ChangeResult.REFUSED);
			jdbc.sql("""
					update compute.jobs set status = 'complete', finished_at = now(), message_due_at = null,
					  message_sent_at = null
					where id in (select job_id from compute.operation_jobs where position < 6000)""").update();
			Awaitility.await()
				.until(() -> jdbc.sql("select ended_position from compute.operations")
					.query(Long.class)
					.single() == 5999);
			assertThat(operations.find(operation)).get()
				.extracting(BulkOperation::status)
				.isEqualTo(BulkOperation.Status.SUBMITTED);
			jdbc.sql("delete from compute.jobs where status = 'queued'").update();
			await(operations, operation, BulkOperation.Status.DONE);
		}
	}

	private static BulkOperation await(BulkOperations operations, UUID operation, BulkOperation.Status status) {
		return Awaitility.await()
			.until(() -> operations.find(operation).orElseThrow(), (found) -> found.status() == status);
	}

}
