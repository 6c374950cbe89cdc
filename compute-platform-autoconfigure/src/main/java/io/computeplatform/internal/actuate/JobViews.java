package io.computeplatform.internal.actuate;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.JobFailure;
import io.computeplatform.internal.text.PlainText;
import io.computeplatform.jobs.JobCount;
import io.computeplatform.jobs.JobExplanation;
import io.computeplatform.jobs.JobPage;
import io.computeplatform.jobs.JobSummary;
import io.computeplatform.jobs.WaitingReason;
import org.jspecify.annotations.Nullable;

/**
 * Responses of {@link JobsEndpoint}: texts, numbers and lists of them, so that they do
 * not depend on the application's JSON settings. Times are in ISO 8601.
 */
final class JobViews {

	private JobViews() {
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

	/**
	 * A number of jobs.
	 *
	 * @param count number of jobs that were counted
	 * @param exact whether there are no more
	 */
	record Count(long count, boolean exact) {

		static Count of(JobCount count) {
			return new Count(count.value(), count.isExact());
		}

	}

	/**
	 * A page.
	 *
	 * @param searchedUntil where the search stopped before the page was full, if it did
	 */
	record Page(List<JobView> jobs, @Nullable String next, @Nullable String previous,
			@JsonInclude(Include.NON_NULL) @Nullable String searchedUntil) {

		static Page of(JobPage page) {
			return new Page(page.jobs().stream().map(JobView::of).toList(), page.next(), page.previous(),
					text(page.searchedUntil()));
		}

	}

	/**
	 * A job.
	 *
	 * @param message only its beginning in lists of jobs
	 * @param payload masked; only for a single job, because it may be large
	 * @param waiting why it is not running; only for a single job
	 * @param ahead jobs ahead of it; only for a single job that is queued and due
	 * @param estimatedWaitSeconds estimated time until its start, if it is known
	 * @param omitted what is left out because it is too large, and where to find it
	 */
	record JobView(String id, String queue, String type, String status, int tryCount, int maxTries, String createdAt,
			String dueAt, @Nullable String startedAt, @Nullable String finishedAt, @Nullable String worker,
			@Nullable String failedAt, @Nullable String reason, @Nullable String exceptionClass,
			@Nullable String message, @JsonInclude(Include.NON_NULL) @Nullable String payload,
			@JsonInclude(Include.NON_NULL) @Nullable List<Reason> waiting,
			@JsonInclude(Include.NON_NULL) @Nullable Count ahead,
			@JsonInclude(Include.NON_NULL) @Nullable Long estimatedWaitSeconds,
			@JsonInclude(Include.NON_EMPTY) List<String> omitted) {

		private static final int MAX_LISTED_MESSAGE = 500;

		static JobView of(JobSummary job) {
			return of(job, MAX_LISTED_MESSAGE, null, null, null, null, List.of());
		}

		static JobView of(JobExplanation explanation, @Nullable String payload, List<String> omitted) {
			JobCount ahead = explanation.ahead();
			Duration wait = explanation.estimatedWait();
			return of(explanation.job(), Integer.MAX_VALUE, payload,
					explanation.waitingReasons().stream().map(Reason::of).toList(),
					(ahead != null) ? Count.of(ahead) : null, (wait != null) ? wait.toSeconds() : null, omitted);
		}

		private static JobView of(JobSummary job, int maxMessage, @Nullable String payload,
				@Nullable List<Reason> waiting, @Nullable Count ahead, @Nullable Long wait, List<String> omitted) {
			JobFailure failure = job.lastFailure();
			String message = (failure != null) ? failure.message() : null;
			return new JobView(job.id().toString(), job.queue(), job.type(), job.status().value(), job.tryCount(),
					job.maxTries(), job.createdAt().toString(), job.dueAt().toString(), text(job.startedAt()),
					text(job.finishedAt()), job.worker(), (failure != null) ? failure.at().toString() : null,
					(failure != null) ? failure.reason().value() : null,
					(failure != null) ? failure.exceptionClass() : null,
					(message != null) ? PlainText.cut(message, maxMessage) : null, payload, waiting, ahead, wait,
					omitted);
		}

	}

	/**
	 * Why a job is not running.
	 *
	 * @param since since when, if that is known
	 * @param until until when, if that is known
	 * @param actor who caused it, if an administrator did
	 * @param description the reason in a sentence
	 */
	record Reason(String kind, @Nullable String since, @Nullable String until, @Nullable String actor,
			String description) {

		static Reason of(WaitingReason reason) {
			return new Reason(reason.kind().value(), text(reason.since()), text(reason.until()), reason.actor(),
					reason.description());
		}

	}

}
