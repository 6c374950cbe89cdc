package io.computeplatform.sample.report;

import java.util.List;
import java.util.Objects;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.DeadLetter;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.sample.documents.DocumentJobs;
import io.computeplatform.sample.documents.WordStatistics;
import io.computeplatform.sample.documents.WordStatisticsTable;

import org.springframework.stereotype.Component;

/**
 * Outcomes of a run's jobs, and the content of the dead-letter queue.
 */
@Component
class RunReport {

	private static final int SHOWN_DEAD_LETTERS = 20;

	private final AsyncPlatform platform;

	private final DocumentJobs jobs;

	private final WordStatisticsTable statistics;

	private final DeadLetterQueue deadLetters;

	private final NextSteps nextSteps;

	RunReport(AsyncPlatform platform, DocumentJobs jobs, WordStatisticsTable statistics, DeadLetterQueue deadLetters,
			NextSteps nextSteps) {
		this.platform = platform;
		this.jobs = jobs;
		this.statistics = statistics;
		this.deadLetters = deadLetters;
		this.nextSteps = nextSteps;
	}

	void print(List<JobId> ids) throws InterruptedException {
		List<Job> done = ids.stream().flatMap((id) -> this.platform.find(id).stream()).toList();
		List<Job> failed = withStatus(JobStatus.FAILED, done);
		System.out.printf("%n%d of %d documents are complete, %d failed for good:%n%n%s%n",
				withStatus(JobStatus.COMPLETE, done).size(), ids.size(), failed.size(), jobTable(done));
		printDeadLetters(this.deadLetters.awaitDeadLettersOf(failed.stream().map(Job::id).toList()));
		System.out.printf("%n%s%n", this.nextSteps.text(done.get(0), failed));
	}

	private void printDeadLetters(List<DeadLetter> letters) {
		System.out.printf("%nMessages in the dead-letter queue: %d%n%n", letters.size());
		if (letters.isEmpty()) {
			return;
		}
		int shown = Math.min(letters.size(), SHOWN_DEAD_LETTERS);
		System.out.println(deadLetterTable(letters.subList(0, shown)));
		if (shown < letters.size()) {
			System.out.printf("... and %d newer ones.%n", letters.size() - shown);
		}
	}

	private String jobTable(List<Job> rows) {
		return new TextTable<Job>().column("Document", (job) -> this.jobs.documentIn(job.payload()))
			.column("Status", (job) -> job.status().value())
			.column("Tries", (job) -> "%d of %d".formatted(job.tryCount(), job.maxTries()))
			.column("Result or reason", this::outcome)
			.of(rows);
	}

	private String deadLetterTable(List<DeadLetter> rows) {
		return new TextTable<DeadLetter>().column("Document", this::document)
			.column("Tries", (letter) -> String.valueOf(letter.tryCount()))
			.column("Reason", (letter) -> letter.reason().value())
			.column("Message", (letter) -> Objects.requireNonNullElse(letter.message(), ""))
			.of(rows);
	}

	/** A message without a job can have any payload. */
	private String document(DeadLetter letter) {
		return (letter.jobId() != null) ? this.jobs.documentIn(letter.payload()) : letter.payload();
	}

	private String outcome(Job job) {
		if (job.status() == JobStatus.COMPLETE) {
			return this.statistics.find(this.jobs.documentIn(job.payload())).map(RunReport::sentence).orElse("");
		}
		return (job.lastFailure() != null) ? Progress.text(job.lastFailure()) : "";
	}

	private static String sentence(WordStatistics found) {
		if (found.words() == 0) {
			return "no words";
		}
		return "%d words, %d different, longest '%s', favourite '%s'".formatted(found.words(), found.distinctWords(),
				found.longestWord(), found.favouriteWord());
	}

	private static List<Job> withStatus(JobStatus status, List<Job> jobs) {
		return jobs.stream().filter((job) -> job.status() == status).toList();
	}

}
