package io.computeplatform.internal.support;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Runs a check that may take long, or hang, on a thread of its own, one at a time. A
 * result is cached for a while, so that concurrent callers share it; callers wait for a
 * new one only shortly. Internal, thread-safe.
 *
 * @param <T> type of the value
 */
public final class CachedCheck<T> {

	/**
	 * Two of them fit into the second that a platform allows for a health probe.
	 */
	private static final Duration WAIT_LIMIT = Duration.ofMillis(400);

	/**
	 * Maximum age of the last result that replaces one that is late: a short pause is no
	 * outage.
	 */
	private static final Duration STALE = Duration.ofSeconds(10);

	/**
	 * Limits the share of time in which a slow check runs.
	 */
	private static final int REFRESH_FACTOR = 20;

	private final String name;

	private final Supplier<T> check;

	private final Duration fresh;

	private @Nullable Run<T> current;

	private @Nullable CheckResult<T> last;

	/**
	 * Creates a check.
	 * @param name name of the checked resource
	 * @param check the check; throws if there is no value
	 * @param fresh minimum time for which a result is cached; longer if the check was
	 * slow
	 */
	public CachedCheck(String name, Supplier<T> check, Duration fresh) {
		this.name = name;
		this.check = check;
		this.fresh = fresh;
	}

	/**
	 * Returns the current or a recent result. Takes less than half a second.
	 * @return a value, or why there is none
	 */
	public CheckResult<T> get() {
		Run<T> run;
		CheckResult<T> before;
		synchronized (this) {
			before = this.last;
			run = this.current;
			if (run == null) {
				if (before != null && !before.isOlderThan(keepFor(before))) {
					return before;
				}
				run = new Run<>(System.nanoTime(), new CompletableFuture<>());
				start(run);
				this.current = run;
			}
		}
		try {
			return run.result()
				.get(WAIT_LIMIT.toNanos() - (System.nanoTime() - run.startedNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return (before != null && !before.isOlderThan(STALE)) ? before : none(run, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return none(run, ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A run never fails", ex);
		}
	}

	/**
	 * Clears the cache, because the checked state was changed.
	 */
	public synchronized void invalidate() {
		this.current = null;
		this.last = null;
	}

	private Duration keepFor(CheckResult<T> result) {
		Duration slow = Duration.ofNanos(result.endedNanos() - result.startedNanos()).multipliedBy(REFRESH_FACTOR);
		// A failure is checked again soon: it was slow because of an outage. A slow
		// success may be the beginning of one.
		Duration kept = (slow.compareTo(STALE) < 0) ? slow : STALE;
		return (result.failure() == null && kept.compareTo(this.fresh) > 0) ? kept : this.fresh;
	}

	private void start(Run<T> run) {
		Thread thread = new Thread(() -> execute(run), "compute-check-" + this.name);
		thread.setDaemon(true);
		thread.start();
	}

	private void execute(Run<T> run) {
		CheckResult<T> result;
		try {
			result = new CheckResult<>(this.check.get(), null, run.startedNanos(), System.nanoTime());
		}
		catch (Throwable ex) {
			result = none(run, ex);
		}
		synchronized (this) {
			if (run.equals(this.current)) {
				this.last = result;
				this.current = null;
			}
		}
		run.result().complete(result);
	}

	private static <T> CheckResult<T> none(Run<T> run, Throwable failure) {
		return new CheckResult<>(null, failure, run.startedNanos(), System.nanoTime());
	}

	private record Run<T>(long startedNanos, CompletableFuture<CheckResult<T>> result) {

	}

	/**
	 * Result of a check.
	 *
	 * @param <T> type of the value
	 * @param value the value, or {@code null} if there is none
	 * @param failure why there is none, or {@code null}
	 * @param startedNanos start of the check
	 * @param endedNanos end of the check
	 */
	public record CheckResult<T>(@Nullable T value, @Nullable Throwable failure, long startedNanos, long endedNanos) {

		boolean isOlderThan(Duration age) {
			return System.nanoTime() - this.endedNanos > age.toNanos();
		}

	}

}
