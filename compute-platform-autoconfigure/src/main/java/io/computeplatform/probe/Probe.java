package io.computeplatform.probe;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks one question, which may take long, or hang, on a thread of its own, one at a time.
 * An answer is good for a while, so that many who ask share it; a new one is waited for
 * shortly. Internal, thread-safe.
 *
 * @param <T> type of the answer
 */
public final class Probe<T> {

	/**
	 * Two of them fit into the second that a platform gives a probe of health.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(400);

	/**
	 * For how long the last answer stands in for one that does not come in time: a pause
	 * of a moment is no outage.
	 */
	private static final Duration STALE = Duration.ofSeconds(10);

	/**
	 * So that a question that is slow to answer is not asked all the time.
	 */
	private static final int SHARE = 20;

	private final String name;

	private final Supplier<T> question;

	private final Duration fresh;

	private @Nullable Look<T> current;

	private @Nullable Answer<T> last;

	/**
	 * Creates a probe.
	 * @param name what it asks for
	 * @param question throws when there is no answer
	 * @param fresh how long an answer is good at least; more if it took long
	 */
	public Probe(String name, Supplier<T> question, Duration fresh) {
		this.name = name;
		this.question = question;
		this.fresh = fresh;
	}

	/**
	 * The answer as of now, or shortly before. Takes less than half a second.
	 * @return a value, or why there is none
	 */
	public Answer<T> ask() {
		Look<T> look;
		Answer<T> before;
		synchronized (this) {
			before = this.last;
			look = this.current;
			if (look == null) {
				if (before != null && !before.isOlderThan(keepFor(before))) {
					return before;
				}
				look = new Look<>(System.nanoTime(), new CompletableFuture<>());
				start(look);
				this.current = look;
			}
		}
		try {
			return look.answer()
				.get(PATIENCE.toNanos() - (System.nanoTime() - look.startedNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return (before != null && !before.isOlderThan(STALE)) ? before : none(look, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return none(look, ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A look never fails", ex);
		}
	}

	/**
	 * Makes the next answer a new one, because what was asked for has just been changed.
	 */
	public synchronized void forget() {
		this.current = null;
		this.last = null;
	}

	private Duration keepFor(Answer<T> answer) {
		Duration slow = Duration.ofNanos(answer.endedNanos() - answer.startedNanos()).multipliedBy(SHARE);
		// What failed is asked again soon: it took long because of an outage. What was
		// slow
		// may be the beginning of one.
		Duration kept = (slow.compareTo(STALE) < 0) ? slow : STALE;
		return (answer.failure() == null && kept.compareTo(this.fresh) > 0) ? kept : this.fresh;
	}

	private void start(Look<T> look) {
		Thread thread = new Thread(() -> answer(look), "compute-probe-" + this.name);
		thread.setDaemon(true);
		thread.start();
	}

	private void answer(Look<T> look) {
		Answer<T> answer;
		try {
			answer = new Answer<>(this.question.get(), null, look.startedNanos(), System.nanoTime());
		}
		catch (Throwable ex) {
			answer = none(look, ex);
		}
		synchronized (this) {
			if (look.equals(this.current)) {
				this.last = answer;
				this.current = null;
			}
		}
		look.answer().complete(answer);
	}

	private static <T> Answer<T> none(Look<T> look, Throwable failure) {
		return new Answer<>(null, failure, look.startedNanos(), System.nanoTime());
	}

	private record Look<T>(long startedNanos, CompletableFuture<Answer<T>> answer) {

	}

	/**
	 * What came of it.
	 *
	 * @param <T> type of the value
	 * @param value the value, or {@code null} if there is none
	 * @param failure why there is none, or {@code null}
	 * @param startedNanos when it was asked for
	 * @param endedNanos when it was there
	 */
	public record Answer<T>(@Nullable T value, @Nullable Throwable failure, long startedNanos, long endedNanos) {

		boolean isOlderThan(Duration age) {
			return System.nanoTime() - this.endedNanos > age.toNanos();
		}

	}

}
