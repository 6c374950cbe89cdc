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

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * A line for each event of a job, whoever submitted it.
 */
@Component
class Progress {

	private final long start = System.nanoTime();

	private final DocumentJobs jobs;

	private final FinishedJobs finished;

	private final Map<JobId, String> documents = new ConcurrentHashMap<>();

	Progress(DocumentJobs jobs, FinishedJobs finished) {
		this.jobs = jobs;
		this.finished = finished;
	}

	@EventListener
	void on(JobStarted event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "started");
	}

	@EventListener
	void on(JobRetried event) {
		print(event.id(), event.tryNumber(), event.maxTries(),
				"failed, again in %s: %s".formatted(seconds(event.delay()), text(event.failure())));
	}

	@EventListener
	void on(JobCompleted event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "complete");
		finished(event.id());
	}

	@EventListener
	void on(JobFailed event) {
		print(event.id(), event.tryNumber(), event.maxTries(), "failed for good: " + text(event.failure()));
		finished(event.id());
	}

	private void finished(JobId id) {
		this.documents.remove(id);
		this.finished.add(id);
	}

	private void print(JobId id, int tryNumber, int maxTries, String what) {
		String document = this.documents.computeIfAbsent(id, this.jobs::documentOf);
		System.out.printf("%7s  %-22s try %d of %d  %s%n", seconds(Duration.ofNanos(System.nanoTime() - this.start)),
				document, tryNumber, maxTries, what);
	}

	static String text(JobFailure failure) {
		return (failure.message() != null) ? failure.message() : String.valueOf(failure.exceptionClass());
	}

	private static String seconds(Duration duration) {
		return "%.1f s".formatted(duration.toMillis() / 1000.0);
	}

}
