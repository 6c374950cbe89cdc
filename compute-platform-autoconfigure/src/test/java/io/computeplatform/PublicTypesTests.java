package io.computeplatform;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The public types, listed: what is added or taken away shows up in a review.
 */
@Tag("fast")
class PublicTypesTests {

	/**
	 * What applications use, and what must stay compatible.
	 */
	private static final String API = """
			AsyncPlatform
			ChangeResult
			ComputeAsyncProperties
			ComputeAsyncProperties$Admin
			ComputeAsyncProperties$Backoff
			ComputeAsyncProperties$CircuitBreaker
			ComputeAsyncProperties$DeadLetters
			ComputeAsyncProperties$FailureLog
			ComputeAsyncProperties$Masking
			ComputeAsyncProperties$Queue
			ComputeAsyncProperties$QueueType
			ComputeAsyncProperties$Relay
			ComputeAsyncProperties$Retention
			ComputeAsyncProperties$SubmitBatching
			ComputeAsyncProperties$Worker
			ComputeConfigurationException
			ComputeDataSource
			ComputeException
			DeadLetter
			FailureReason
			ForJobs
			ForQueue
			InvalidJobException
			Job
			JobContext
			JobExecutor
			JobFailure
			JobId
			JobLogEntry
			JobProgress
			JobStackSample
			JobStatus
			JobTimeoutException
			JobType
			NonRetryableJobException
			RetryLaterException
			Sensitive
			SubmitOptions
			WorkerLostException
			audit.Action
			audit.AuditEntry
			audit.AuditLog
			audit.AuditNote
			audit.HistoryEntry
			bulk.BulkJob
			bulk.BulkJob$Result
			bulk.BulkOperation
			bulk.BulkOperation$Status
			bulk.BulkOperations
			bulk.BulkRequest
			bulk.BulkRequest$Canary
			control.DeadLetterReconciliation
			control.Difference
			control.Difference$Kind
			control.PausedQueue
			control.QueueControl
			control.ReconciliationReport
			control.RejectedMessage
			control.RejectedMessage$Resolution
			control.RejectedMessages
			event.CircuitBreakerStateChanged
			event.ComputeEvent
			event.JobCancelled
			event.JobCompleted
			event.JobFailed
			event.JobRetried
			event.JobStarted
			event.JobSubmitted
			event.JobUnserved
			event.MessageRejected
			event.OperationAdvanced
			event.QueuePaused
			event.QueueResumed
			failed.EditResult
			failed.FailedAttempt
			failed.FailedJob
			failed.FailedJobGroup
			failed.FailedJobPage
			failed.FailedJobQuery
			failed.FailedJobRepository
			failed.FailedJobService
			jobs.JobCount
			jobs.JobExplanation
			jobs.JobPage
			jobs.JobQuery
			jobs.JobRepository
			jobs.JobSummary
			jobs.WaitingReason
			jobs.WaitingReason$Kind
			""";

	@Test
	void typesThatApplicationsUseAreTheseAndNoOthers() {
		assertThat(publicTypes().map((type) -> type.getName().substring("io.computeplatform.".length()))
			.sorted()
			.collect(Collectors.joining("\n", "", "\n"))).isEqualTo(API);
	}

	/**
	 * A record can't get another component without breaking the callers of its
	 * constructor.
	 */
	@Test
	void noneThatMayGrowIsARecord() {
		assertThat(publicTypes().filter((type) -> type.isAssignableTo(Record.class)).map(JavaClass::getName))
			.filteredOn((name) -> !name.startsWith(ComputeAsyncProperties.class.getName()))
			.containsExactly(JobId.class.getName());
	}

	private static Stream<JavaClass> publicTypes() {
		return new ClassFileImporter()
			.importUrl(AsyncPlatform.class.getProtectionDomain().getCodeSource().getLocation())
			.stream()
			.filter((type) -> isVisible(type) && !type.isAnnotatedWith(AutoConfiguration.class))
			.filter((type) -> isApi(type));
	}

	private static boolean isApi(JavaClass type) {
		return !type.getPackageName().contains(".internal.");
	}

	private static boolean isVisible(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(PublicTypesTests::isVisible).orElse(true);
	}

}
