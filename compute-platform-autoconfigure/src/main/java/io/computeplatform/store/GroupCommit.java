package io.computeplatform.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent calls share one transaction. A call that is alone runs at once and
 * waits for nobody. Those that come while others run are run together by one of them,
 * which waits a moment for as many as there were before: threads that do the same thing
 * over and over come back at nearly the same time. A transaction that fails is nobody's
 * outcome: each call is then done alone, on its own thread. Thread-safe.
 *
 * @param <Q> what is asked for
 * @param <R> what comes of it
 */
final class GroupCommit<Q, R> {

	/** About what a transaction takes, so that who waits for others loses little. */
	private static final Duration LONGEST_WAIT = Duration.ofNanos(500_000);

	private final Function<List<Q>, List<R>> transaction;

	private final Function<Q, R> alone;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private final Condition allThere = this.lock.newCondition();

	private List<Call<Q, R>> waiting = new ArrayList<>();

	private boolean busy;

	/** How many took part in the last transaction, or waited for it to end. */
	private int expected;

	/**
	 * Creates it.
	 * @param transaction runs what is asked for together, and returns what came of each
	 * @param alone runs it once more for one of several after the transaction has failed,
	 * whether it was committed before that or not
	 */
	GroupCommit(Function<List<Q>, List<R>> transaction, Function<Q, R> alone) {
		this.transaction = transaction;
		this.alone = alone;
	}

	/**
	 * Takes part in a transaction.
	 * @param question what is asked for
	 * @return what came of it
	 * @throws RuntimeException if it failed for this question
	 */
	R call(Q question) {
		Call<Q, R> call = new Call<>(question);
		List<Call<Q, R>> group = join(call);
		if (!group.isEmpty()) {
			try {
				run(group);
			}
			finally {
				leave(group.size());
			}
		}
		Throwable together = call.failedTogether;
		return (together != null) ? callAlone(question, together) : call.result();
	}

	private R callAlone(Q question, Throwable together) {
		try {
			return this.alone.apply(question);
		}
		catch (RuntimeException | Error ex) {
			if (ex != together) {
				// It may tell that the transaction was committed before it failed.
				ex.addSuppressed(together);
			}
			throw ex;
		}
	}

	/**
	 * Waits for the turn of a call.
	 * @return the calls to run with it, or none if another ran it
	 */
	private List<Call<Q, R>> join(Call<Q, R> call) {
		this.lock.lock();
		try {
			this.waiting.add(call);
			if (this.waiting.size() == this.expected) {
				this.allThere.signal();
			}
			while (this.busy && !call.isDone()) {
				this.ended.awaitUninterruptibly();
			}
			if (call.isDone()) {
				return List.of();
			}
			List<Call<Q, R>> next = new ArrayList<>();
			this.busy = true;
			try {
				awaitOthers();
			}
			catch (Error ex) {
				// Without memory, for one. The others must not wait for this thread.
				this.waiting.remove(call);
				this.busy = false;
				this.ended.signalAll();
				throw ex;
			}
			List<Call<Q, R>> group = this.waiting;
			this.waiting = next;
			return group;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitOthers() {
		long left = LONGEST_WAIT.toNanos();
		try {
			while (this.waiting.size() < this.expected && left > 0) {
				left = this.allThere.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			// Nobody needs to be waited for.
			Thread.currentThread().interrupt();
		}
	}

	private void run(List<Call<Q, R>> group) {
		try {
			List<R> results = this.transaction.apply(group.stream().map((call) -> call.question).toList());
			for (int i = 0; i < group.size(); i++) {
				group.get(i).result = results.get(i);
			}
		}
		catch (RuntimeException | Error ex) {
			// Perhaps of one of them only, or of the thread that ran it for all.
			if (group.size() == 1) {
				group.get(0).failure = ex;
			}
			else {
				group.forEach((call) -> call.failedTogether = ex);
			}
		}
	}

	private void leave(int size) {
		lockAnyhow();
		try {
			this.busy = false;
			this.expected = size + this.waiting.size();
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lockAnyhow() {
		try {
			this.lock.lock();
		}
		catch (Error ex) {
			// To wait in line takes memory. Nobody holds the lock for long.
			while (!this.lock.tryLock()) {
				Thread.onSpinWait();
			}
		}
	}

	/** How many wait for their turn. */
	int waiting() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * One call. Written by the thread that runs its group, read by its own after that has
	 * left.
	 */
	private static final class Call<Q, R> {

		private final Q question;

		private @Nullable R result;

		private @Nullable Throwable failure;

		private @Nullable Throwable failedTogether;

		Call(Q question) {
			this.question = question;
		}

		boolean isDone() {
			return this.result != null || this.failure != null || this.failedTogether != null;
		}

		R result() {
			if (this.failure instanceof RuntimeException failed) {
				throw failed;
			}
			if (this.failure instanceof Error failed) {
				throw failed;
			}
			if (this.result == null) {
				throw new IllegalStateException("The transaction had no answer", this.failure);
			}
			return this.result;
		}

	}

}
