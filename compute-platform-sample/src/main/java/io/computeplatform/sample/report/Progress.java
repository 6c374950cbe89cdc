package io.computeplatform.sample.report;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobRetried;
import io.computeplatform.event.JobStarted;
import io.computeplatform.sample.documents.DocumentJobs;
import io.computeplatform.sample.server.DocumentServer;

import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Prints a line for each event of any job.
 */
@Component
class Progress {

	private static final int MAX_NAME_WIDTH = 40;

	private volatile long start = System.nanoTime();

	private final DocumentJobs jobs;

	private final FinishedJobs finished;

	private final Map<JobId, String> documents = new ConcurrentHashMap<>();

	private final String line;

	Progress(DocumentJobs jobs, FinishedJobs finished, DocumentServer server) {
		this.jobs = jobs;
		this.finished = finished;
		int longestName = server.documents().stream().mapToInt(String::length).max().orElse(1);
		this.line = "%%7s  %%-%ds  try %%d of %%d  %%s%%n".formatted(Math.min(longestName, MAX_NAME_WIDTH));
	}

	@EventListener
	void on(ApplicationStartedEvent event) {
		this.start = System.nanoTime();
	}

	@EventListener
	void on(JobStarted event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "started");
	}

	@EventListener
	void on(JobRetried event) {
		print(event.id(), event.tryNumber(), event.maxTries(),
				"failed: %s (next try in %s)".formatted(text(event.failure()), seconds(event.delay())));
	}

	@EventListener
	void on(JobCompleted event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "COMPLETE");
		finished(event.id());
	}

	@EventListener
	void on(JobFailed event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "FAILED for good: " + text(event.failure()));
		finished(event.id());
	}

	private void finished(JobId id) {
		this.documents.remove(id);
		this.finished.add(id);
	}

	private void print(JobId id, int tryNumber, int maxTries, String what) {
		String document = this.documents.computeIfAbsent(id, this.jobs::documentOf);
		System.out.printf(this.line, seconds(Duration.ofNanos(System.nanoTime() - this.start)), document, tryNumber,
				maxTries, what);
	}

	static String text(JobFailure failure) {
		return (failure.message() != null) ? failure.message() : String.valueOf(failure.exceptionClass());
	}

	private static String seconds(Duration duration) {
		return "%.1f s".formatted(duration.toMillis() / 1000.0);
	}

}
