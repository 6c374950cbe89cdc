package io.computeplatform;

import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The public types, listed: what is added or taken away shows up in a review.
 */
class PublicTypesTests {

	/**
	 * What applications use, and what must stay compatible.
	 */
	private static final String API = """
			AsyncPlatform
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
			JobStatus
			JobTimeoutException
			JobType
			NonRetryableJobException
			PausedQueue
			QueueControl
			RetryLaterException
			Sensitive
			SubmitOptions
			WorkerLostException
			event.CircuitBreakerChanged
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
			failed.Action
			failed.ActionNote
			failed.ActionRecord
			failed.BulkJob
			failed.BulkJob$Result
			failed.BulkOperation
			failed.BulkOperation$Status
			failed.BulkRequest
			failed.BulkRequest$Canary
			failed.FailedAttempt
			failed.FailedJob
			failed.FailedJobGroup
			failed.FailedJobPage
			failed.FailedJobQuery
			failed.FailedJobRepository
			failed.FailedJobService
			failed.HistoryEntry
			reconcile.DeadLetterBalance
			reconcile.DeadLetterReconciliation
			reconcile.Difference
			reconcile.Difference$Kind
			reconcile.RejectedMessage
			reconcile.RejectedMessage$Settlement
			reconcile.RejectedMessages
			""";

	/**
	 * Public for other packages of this library only. Each says "Internal" in its
	 * Javadoc.
	 */
	private static final String INTERNAL = """
			broker.BrokerQueues
			broker.BrokerQueues$Figures
			broker.DeadLetterReader
			broker.DeadLetterReader$Choice
			broker.DeadLetterReader$Found
			broker.DeadLetters
			broker.DeadLetters$Headers
			broker.JobPublisher
			broker.JobPublisher$NotPublishedException
			broker.KeptMessage
			broker.LenientPropertiesConverter
			broker.MessageOrigin
			broker.QueueTopology
			broker.SeparateConnectionFactory
			broker.SeparateConnectionFactory$Watch
			broker.WakeUp
			broker.WakeUp$BrokenMessageException
			control.UnservedQueues
			dispatch.Dispatcher
			dispatch.JobEvents
			dispatch.OwedLater
			masking.PayloadMask
			probe.Probe
			probe.Probe$Answer
			queue.ExecutorDefinition
			queue.JobQueue
			queue.JobQueues
			retry.Causes
			retry.Decision
			retry.Decision$GiveUp
			retry.Decision$Retry
			retry.FailedTry
			retry.RetryDecider
			settlement.FailureSettlement
			store.ActionLog
			store.AdminReads
			store.AttemptKey
			store.AttemptRows
			store.AttemptRows$Unsettled
			store.Claim
			store.Claim$LeaseLost
			store.Claim$Locked
			store.Claim$Stale
			store.Claim$Unknown
			store.Claim$Unserved
			store.Claim$Won
			store.ClaimRows
			store.Database
			store.DeadLetterRows
			store.DeadLetterRows$Met
			store.DeadLetterRows$Missing
			store.DecidedFailure
			store.FailedKey
			store.FailedRows
			store.FailedRows$Original
			store.FailureGroup
			store.FailureRecord
			store.JobRows
			store.MovedJobRows
			store.MovedJobRows$Moved
			store.NewJob
			store.NewJobs
			store.OwedMessage
			store.OwedMessages
			store.PausedQueueRows
			store.PayloadJson
			store.QueueRows
			store.QueueRows$Figures
			store.QueueRows$Unserved
			store.Recorded
			store.Recorded$Done
			store.Recorded$Late
			store.Recorded$Locked
			store.RejectedRows
			store.RejectedRows$Content
			store.RejectedRows$Mark
			store.RetentionRows
			store.RetentionRows$Batch
			store.Rows
			store.Settled
			store.ShownJobs
			store.ShownJobs$Shown
			store.SubmitRows
			store.SubmitRows$Existing
			store.SubmitRows$Submitted
			store.UnservedQueueRows
			store.UnservedQueueRows$Unserved
			store.UnservedRows
			store.UnservedRows$GivenBack
			store.UnservedRows$UnservedJob
			store.WorkerRows
			text.FailureCopy
			text.Failures
			text.PlainText
			tracing.JobObservation
			tracing.JobObservations
			worker.AttemptRunner
			worker.WorkerState
			""";

	@Test
	void typesThatApplicationsUseAreTheseAndNoOthers() {
		assertThat(publicTypes(true)).isEqualTo(API);
	}

	@Test
	void typesThatAreSharedBetweenPackagesAreTheseAndNoOthers() {
		assertThat(publicTypes(false)).isEqualTo(INTERNAL);
	}

	private static String publicTypes(boolean api) {
		return new ClassFileImporter()
			.importUrl(AsyncPlatform.class.getProtectionDomain().getCodeSource().getLocation())
			.stream()
			.filter((type) -> isVisible(type) && !type.isAnnotatedWith(AutoConfiguration.class))
			.filter((type) -> isApi(type) == api)
			.map((type) -> type.getName().substring("io.computeplatform.".length()))
			.sorted()
			.collect(Collectors.joining("\n", "", "\n"));
	}

	private static boolean isApi(JavaClass type) {
		return type.getPackageName().equals("io.computeplatform") || type.getPackageName().endsWith(".event")
				|| type.getPackageName().endsWith(".failed") || type.getPackageName().endsWith(".reconcile");
	}

	private static boolean isVisible(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(PublicTypesTests::isVisible).orElse(true);
	}

}
