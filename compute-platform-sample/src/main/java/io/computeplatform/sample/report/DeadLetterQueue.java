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
 * Reads the dead letters. That of a job that has just failed may not have arrived yet.
 */
@Component
class DeadLetterQueue {

	private static final int LIMIT = 1000;

	private static final Duration WAIT_LIMIT = Duration.ofSeconds(10);

	private final AsyncPlatform platform;

	DeadLetterQueue(AsyncPlatform platform) {
		this.platform = platform;
	}

	/**
	 * Returns all dead letters. Waits, up to a limit, until those of the given jobs have
	 * arrived.
	 */
	List<DeadLetter> awaitDeadLettersOf(Collection<JobId> jobs) throws InterruptedException {
		long start = System.nanoTime();
		List<DeadLetter> letters = deadLetters();
		while (!idsOf(letters).containsAll(jobs) && System.nanoTime() - start < WAIT_LIMIT.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(200);
			letters = deadLetters();
		}
		return letters;
	}

	private List<DeadLetter> deadLetters() {
		return this.platform.deadLetters(DocumentJobs.QUEUE, LIMIT);
	}

	private static List<JobId> idsOf(List<DeadLetter> letters) {
		return letters.stream().map(DeadLetter::jobId).filter(Objects::nonNull).toList();
	}

}
