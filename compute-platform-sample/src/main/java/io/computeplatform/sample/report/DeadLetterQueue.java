package io.computeplatform.sample.report;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.sample.documents.DocumentJobs;

import org.springframework.stereotype.Component;

/**
 * Reads the dead letters. That of a job that failed a moment ago may still be on its way.
 */
@Component
class DeadLetterQueue {

	private static final int LIMIT = 1000;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final AsyncPlatform platform;

	DeadLetterQueue(AsyncPlatform platform) {
		this.platform = platform;
	}

	/**
	 * All dead letters, those of the given jobs among them unless they take too long.
	 */
	List<DeadLetter> lettersWith(Collection<JobId> jobs) throws InterruptedException {
		long start = System.nanoTime();
		List<DeadLetter> letters = letters();
		while (!idsOf(letters).containsAll(jobs) && System.nanoTime() - start < PATIENCE.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(200);
			letters = letters();
		}
		return letters;
	}

	private List<DeadLetter> letters() {
		return this.platform.deadLetters(DocumentJobs.QUEUE, LIMIT);
	}

	private static List<JobId> idsOf(List<DeadLetter> letters) {
		return letters.stream().map(DeadLetter::jobId).filter(Objects::nonNull).toList();
	}

}
