package io.computeplatform.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;

/**
 * Jobs in the message of a failed assertion, one per line.
 */
record JobListing(List<Job> jobs, Instant now) {

	private static final int MAX_JOBS = 20;

	private static final int MAX_TEXT = 200;

	@Override
	public String toString() {
		if (this.jobs.isEmpty()) {
			return "  (none)";
		}
		String more = (this.jobs.size() > MAX_JOBS) ? "\n  and %d more".formatted(this.jobs.size() - MAX_JOBS) : "";
		return this.jobs.stream().limit(MAX_JOBS).map(this::line).collect(Collectors.joining("\n")) + more;
	}

	private String line(Job job) {
		String type = job.type().substring(job.type().lastIndexOf('.') + 1);
		JobFailure failure = job.lastFailure();
		return "  %s: %s %s, %s, try %d of %d%s, id %s".formatted(job.queue(), type, cut(job.payload()), status(job),
				job.tryCount(), job.maxTries(), (failure != null) ? ", last failure " + text(failure) : "", job.id());
	}

	private String status(Job job) {
		if (job.status() != JobStatus.QUEUED) {
			return job.status().value();
		}
		Duration wait = Duration.between(this.now, job.dueAt());
		return (wait.isNegative() || wait.isZero()) ? "queued, due" : "queued, due in " + wait;
	}

	private static String text(JobFailure failure) {
		return (failure.exceptionClass() != null)
				? failure.exceptionClass() + ": " + cut(String.valueOf(failure.message())) : failure.reason().value();
	}

	private static String cut(String text) {
		return (text.length() > MAX_TEXT) ? text.substring(0, MAX_TEXT) + "..." : text;
	}

}
