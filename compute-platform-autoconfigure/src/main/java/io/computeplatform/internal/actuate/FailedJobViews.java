package io.computeplatform.internal.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.JobFailure;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.HistoryEntry;
import io.computeplatform.bulk.BulkJob;
import io.computeplatform.bulk.BulkOperation;
import io.computeplatform.bulk.BulkRequest.Canary;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.failed.FailedJob;
import io.computeplatform.failed.FailedJobGroup;
import io.computeplatform.failed.FailedJobPage;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.internal.store.ShownJobs.Shown;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Responses of {@link FailedJobsEndpoint}: texts, numbers and lists of them, so that they
 * do not depend on the application's JSON settings. Times are in ISO 8601.
 */
final class FailedJobViews {

	private FailedJobViews() {
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

	/**
	 * Tells what is left out of a job because it is too large, and where to find it.
	 */
	static List<String> leftOut(Shown job) {
		List<String> leftOut = new ArrayList<>();
		if (job.payload() == null) {
			leftOut.add(leftOut("payload", job.payloadSize()));
		}
		if (job.result() == null && job.resultSize() > 0) {
			leftOut.add(leftOut("result", job.resultSize()));
		}
		return leftOut;
	}

	private static String leftOut(String what, long size) {
		return "%s: its %d bytes are more than the %d that are shown; AsyncPlatform.find has it".formatted(what, size,
				ShownJobs.MAX_PAYLOAD);
	}

	record Problem(String message) {

	}

	record Count(long count) {

	}

	/**
	 * Result of an action.
	 *
	 * @param done whether it was done
	 * @param copy for an edit, id of the copy
	 * @param message why it was not done
	 */
	@JsonInclude(Include.NON_NULL)
	record Done(boolean done, @Nullable String copy, @Nullable String message) {

	}

	record Started(String operation) {

	}

	record Page(List<JobView> jobs, @Nullable String next, @Nullable String previous) {

		static Page of(FailedJobPage page) {
			return new Page(page.jobs().stream().map(JobView::of).toList(), page.next(), page.previous());
		}

	}

	/**
	 * A job.
	 *
	 * @param message only its beginning in lists of jobs
	 * @param payload masked; only for a single job, because it may be large
	 * @param result masked; only for a single job that has one
	 * @param progress of the newest attempt; only for a single job
	 * @param stackSample newest one of the newest attempt; only for a single job
	 * @param log newest lines; only for a single job
	 * @param history attempts and actions; only for a single job
	 * @param omitted what is left out because it is too large, and where to find it
	 */
	record JobView(String id, String queue, String type, String status, int tryCount, int maxTries, String createdAt,
			@Nullable String failedAt, @Nullable String reason, @Nullable String exceptionClass,
			@Nullable String message, @Nullable String group, @Nullable String title, @Nullable String version,
			@JsonInclude(Include.NON_NULL) @Nullable String payload,
			@JsonInclude(Include.NON_NULL) @Nullable String result,
			@JsonInclude(Include.NON_NULL) @Nullable ProgressView progress,
			@JsonInclude(Include.NON_NULL) @Nullable StackView stackSample,
			@JsonInclude(Include.NON_EMPTY) List<LineView> log,
			@JsonInclude(Include.NON_NULL) @Nullable List<Object> history,
			@JsonInclude(Include.NON_EMPTY) List<String> omitted) {

		private static final int MAX_LISTED_MESSAGE = 500;

		static JobView of(FailedJob job) {
			JobFailure failure = job.failure();
			String message = failure.message();
			return new JobView(job.id().toString(), job.queue(), job.type(), JobStatus.FAILED.value(), job.tryCount(),
					job.maxTries(), job.createdAt().toString(), failure.at().toString(), failure.reason().value(),
					failure.exceptionClass(), (message != null) ? PlainText.cut(message, MAX_LISTED_MESSAGE) : null,
					text(job.group()), job.title(), job.version(), null, null, null, null, List.of(), null, List.of());
		}

		static JobView of(Shown job, @Nullable String payload, @Nullable String result, @Nullable JobStackSample sample,
				List<JobLogEntry> log, List<HistoryEntry> history) {
			JobFailure failure = job.failure();
			return new JobView(job.id().toString(), job.queue(), job.type(), job.status().value(), job.tryCount(),
					job.maxTries(), job.createdAt().toString(), (failure != null) ? failure.at().toString() : null,
					(failure != null) ? failure.reason().value() : null,
					(failure != null) ? failure.exceptionClass() : null, (failure != null) ? failure.message() : null,
					text(job.group()), job.title(), version(job, history), payload, result,
					ProgressView.of(job.progress()), StackView.of(sample), log.stream().map(LineView::of).toList(),
					history.stream().map(JobView::entry).toList(), leftOut(job));
		}

		/**
		 * Version of the attempt that the job failed with.
		 */
		private static @Nullable String version(Shown job, List<HistoryEntry> history) {
			JobFailure failure = job.failure();
			return (failure == null) ? null
					: history.stream()
						.filter((entry) -> entry.at().equals(failure.at()))
						.filter(FailedAttempt.class::isInstance)
						.map((entry) -> ((FailedAttempt) entry).version())
						.filter(Objects::nonNull)
						.findFirst()
						.orElse(null);
		}

		private static Object entry(HistoryEntry entry) {
			return (entry instanceof FailedAttempt attempt) ? AttemptView.of(attempt)
					: ActionView.of((AuditEntry) entry);
		}

	}

	record ProgressView(long done, long total, String updatedAt, int tryNumber) {

		static @Nullable ProgressView of(@Nullable JobProgress progress) {
			return (progress != null) ? new ProgressView(progress.done(), progress.total(),
					progress.updatedAt().toString(), progress.tryNumber()) : null;
		}

	}

	record StackView(int tryNumber, String worker, String at, String stackTrace) {

		static @Nullable StackView of(@Nullable JobStackSample sample) {
			return (sample != null)
					? new StackView(sample.tryNumber(), sample.worker(), sample.at().toString(), sample.stackTrace())
					: null;
		}

	}

	record LineView(int tryNumber, String at, String level, String text) {

		static LineView of(JobLogEntry line) {
			return new LineView(line.tryNumber(), line.at().toString(), line.level().name(), line.text());
		}

	}

	/**
	 * An attempt that ended without success.
	 *
	 * @param kind distinguishes it from an action in a history
	 * @param stackSample where its thread was last, if that is known
	 * @param progress how far it was, if that was reported
	 */
	record AttemptView(String kind, String at, int tryNumber, String startedAt, String endedAt, String worker,
			String reason, @Nullable String exceptionClass, @Nullable String message, @Nullable String stackTrace,
			@JsonInclude(Include.NON_NULL) @Nullable StackView stackSample,
			@JsonInclude(Include.NON_NULL) @Nullable ProgressView progress, @Nullable String version) {

		static AttemptView of(FailedAttempt attempt) {
			return new AttemptView("attempt", attempt.at().toString(), attempt.tryNumber(),
					attempt.startedAt().toString(), attempt.endedAt().toString(), attempt.worker(),
					attempt.reason().value(), attempt.exceptionClass(), attempt.message(), attempt.stackTrace(),
					StackView.of(attempt.stackSample().orElse(null)), ProgressView.of(attempt.progress().orElse(null)),
					attempt.version());
		}

	}

	record Actions(List<ActionView> actions) {

		static Actions of(List<AuditEntry> actions) {
			return new Actions(actions.stream().map(ActionView::of).toList());
		}

	}

	/**
	 * An action of an administrator.
	 *
	 * @param kind distinguishes it from an attempt in a history
	 * @param difference for an edit, a JSON Patch as text
	 */
	record ActionView(String kind, long number, String at, String action, String actor, @Nullable String comment,
			@Nullable String job, @Nullable String operation, @Nullable String queue, @Nullable String toQueue,
			long jobs, @Nullable String copy, @Nullable String difference, @Nullable Long message) {

		static ActionView of(AuditEntry action) {
			return new ActionView("action", action.number(), action.at().toString(), action.action().value(),
					action.actor(), action.comment(), text(action.job()), text(action.operation()), action.queue(),
					action.toQueue(), action.jobs(), text(action.copy()), action.difference(), action.message());
		}

	}

	/**
	 * Failure groups.
	 *
	 * @param runningVersions versions of the live workers; {@code null} among them is one
	 * that is not known
	 */
	record Groups(List<GroupView> groups, List<@Nullable String> runningVersions) {

		static Groups of(List<FailedJobGroup> groups, List<@Nullable String> runningVersions) {
			return new Groups(groups.stream().map(GroupView::of).toList(), runningVersions);
		}

	}

	/**
	 * A failure group.
	 *
	 * @param example id of the job that failed last
	 */
	record GroupView(String group, String title, long count, String firstSeen, String lastSeen, List<String> queues,
			String example, @Nullable String firstVersion, @Nullable String lastVersion) {

		static GroupView of(FailedJobGroup group) {
			return new GroupView(group.fingerprint().toString(), group.title(), group.count(),
					group.firstFailedAt().toString(), group.lastFailedAt().toString(), group.queues(),
					group.newest().toString(), group.firstVersion(), group.lastVersion());
		}

	}

	record Operations(List<OperationView> operations) {

		static Operations of(List<BulkOperation> operations) {
			return new Operations(operations.stream().map(OperationView::of).toList());
		}

	}

	/**
	 * A bulk operation.
	 *
	 * @param outcomes number of jobs that were acted on, by their status now; only for a
	 * single operation
	 * @param jobs a page of its jobs; only for a single operation
	 */
	record OperationView(String id, String action, Map<String, String> query, String status, long total, long acted,
			long skipped, @Nullable Integer perSecond, @Nullable Integer canaryJobs, @Nullable Integer canaryPercent,
			@Nullable String awaitedVersion, String startedAt, @Nullable String finishedAt,
			@JsonInclude(Include.NON_NULL) @Nullable Map<String, Long> outcomes,
			@JsonInclude(Include.NON_NULL) @Nullable List<OperationJob> jobs) {

		static OperationView of(BulkOperation operation) {
			return view(operation, null, null);
		}

		static OperationView of(BulkOperation operation, Map<JobStatus, Long> outcomes, List<BulkJob> jobs) {
			Map<String, Long> named = new TreeMap<>();
			outcomes.forEach((status, count) -> named.put(status.value(), count));
			return view(operation, named, jobs.stream().map(OperationJob::of).toList());
		}

		private static OperationView view(BulkOperation operation, @Nullable Map<String, Long> outcomes,
				@Nullable List<OperationJob> jobs) {
			Canary canary = operation.canary();
			return new OperationView(operation.id().toString(), operation.action().value(), operation.query().toMap(),
					operation.status().value(), operation.total(), operation.acted(), operation.skipped(),
					operation.perSecond(), (canary != null) ? canary.jobs() : null,
					(canary != null) ? canary.percent() : null, operation.awaitedVersion(),
					operation.startedAt().toString(), text(operation.finishedAt()), outcomes, jobs);
		}

	}

	record OperationJob(long position, String job, String result, @Nullable String actedAt, @Nullable String status) {

		static OperationJob of(BulkJob job) {
			JobStatus status = job.status();
			return new OperationJob(job.position(), job.job().toString(), job.result().name().toLowerCase(Locale.ROOT),
					text(job.actedAt()), (status != null) ? status.value() : null);
		}

	}

}
