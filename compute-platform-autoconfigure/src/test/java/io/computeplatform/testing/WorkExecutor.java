package io.computeplatform.testing;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

/**
 * Does its {@link Work} and keeps a {@link Journal} of it.
 */
public final class WorkExecutor implements JobExecutor<Work> {

	private final Journal journal;

	public WorkExecutor(Journal journal) {
		this.journal = journal;
	}

	@Override
	public void execute(JobContext<Work> job) throws Exception {
		this.journal.started(job.id(), job.tryNumber());
		perform(job.payload(), job.tryNumber());
		this.journal.returned(job.id(), job.tryNumber());
	}

	private static void perform(Work work, int tryNumber) throws InterruptedException {
		switch (work.action()) {
			case "succeed" -> {
			}
			case "fail" -> fail(tryNumber);
			case "fail-slowly" -> {
				TimeUnit.MILLISECONDS.sleep(work.number());
				fail(tryNumber);
			}
			case "fail-with-cause" -> throw new CompletionException("On purpose", new ConnectException("Refused"));
			case "fail-before" -> failIf(tryNumber < work.number(), tryNumber);
			case "fail-by-chance" -> failIf(ThreadLocalRandom.current().nextInt(100) < work.number(), tryNumber);
			case "halt-before" -> haltIf(tryNumber < work.number());
			case "take" -> TimeUnit.MILLISECONDS.sleep(work.number());
			case "take-unheeding" -> takeUnheeding(Duration.ofMillis(work.number()));
			default -> throw new IllegalArgumentException("Unknown action: " + work);
		}
	}

	private static void failIf(boolean condition, int tryNumber) {
		if (condition) {
			fail(tryNumber);
		}
	}

	private static void fail(int tryNumber) {
		throw new IllegalStateException("Try " + tryNumber + " failed on purpose");
	}

	private static void haltIf(boolean condition) {
		if (condition) {
			Runtime.getRuntime().halt(137);
		}
	}

	private static void takeUnheeding(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() - end < 0) {
			Thread.interrupted();
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
		}
	}

}
