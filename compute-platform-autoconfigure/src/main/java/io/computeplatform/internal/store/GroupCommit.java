package io.computeplatform.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent calls share one transaction. A single call runs at once. Calls that
 * arrive while others run are run by the first of them in the next transaction, as soon
 * as the current one ends: a pause for further calls costs more than it saves. If a
 * shared transaction fails, each call is repeated alone, on its own thread. Thread-safe.
 *
 * @param <Q> type of a request
 * @param <R> type of a result
 */
final class GroupCommit<Q, R> {

	private final Function<List<Q>, List<R>> transaction;

	private final Function<Q, R> alone;

	private final ReentrantLock lock = new ReentrantLock();

	private List<Call<Q, R>> waiting = new ArrayList<>();

	private boolean busy;

	/**
	 * Creates a group commit.
	 * @param transaction executes requests in one transaction, and returns their results
	 * @param alone executes one request again after a shared transaction has failed,
	 * which may have been committed or not
	 */
	GroupCommit(Function<List<Q>, List<R>> transaction, Function<Q, R> alone) {
		this.transaction = transaction;
		this.alone = alone;
	}

	/**
	 * Executes a request in a transaction that may be shared.
	 * @param request the request
	 * @return its result
	 * @throws RuntimeException if this request failed
	 */
	R call(Q request) {
		Call<Q, R> call = new Call<>(request, this.lock.newCondition());
		List<Call<Q, R>> group = join(call);
		if (!group.isEmpty()) {
			try {
				run(group);
			}
			finally {
				finish(group);
			}
		}
		Throwable shared = call.sharedFailure;
		return (shared != null) ? callAlone(request, shared) : call.result();
	}

	private R callAlone(Q request, Throwable shared) {
		try {
			return this.alone.apply(request);
		}
		catch (RuntimeException | Error ex) {
			if (ex != shared) {
				// It can show that the transaction was committed before it failed.
				ex.addSuppressed(shared);
			}
			throw ex;
		}
	}

	/**
	 * Waits until a call can be executed.
	 * @return the calls to execute with it, or none if another thread executed it
	 */
	private List<Call<Q, R>> join(Call<Q, R> call) {
		this.lock.lock();
		try {
			this.waiting.add(call);
			while (!call.ended && !isNext(call)) {
				call.turn.awaitUninterruptibly();
			}
			if (call.ended) {
				return List.of();
			}
			List<Call<Q, R>> next = new ArrayList<>();
			List<Call<Q, R>> group = this.waiting;
			this.waiting = next;
			this.busy = true;
			return group;
		}
		catch (Error ex) {
			// For example without memory. The others must not wait for this thread.
			this.waiting.remove(call);
			signalNext();
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isNext(Call<Q, R> call) {
		return !this.busy && !this.waiting.isEmpty() && this.waiting.get(0) == call;
	}

	private void run(List<Call<Q, R>> group) {
		try {
			List<R> results = this.transaction.apply(group.stream().map((call) -> call.request).toList());
			for (int i = 0; i < group.size(); i++) {
				group.get(i).result = results.get(i);
			}
		}
		catch (RuntimeException | Error ex) {
			// The cause may be a single request, or the thread that executed all of them.
			if (group.size() == 1) {
				group.get(0).failure = ex;
			}
			else {
				for (int i = 0; i < group.size(); i++) {
					group.get(i).sharedFailure = ex;
				}
			}
		}
	}

	private void finish(List<Call<Q, R>> group) {
		lockAnyhow();
		try {
			this.busy = false;
			// Without memory too: no iterator.
			for (int i = 0; i < group.size(); i++) {
				group.get(i).ended = true;
				group.get(i).turn.signal();
			}
			signalNext();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void signalNext() {
		if (!this.waiting.isEmpty()) {
			this.waiting.get(0).turn.signal();
		}
	}

	private void lockAnyhow() {
		try {
			this.lock.lock();
		}
		catch (Error ex) {
			// Waiting in the lock's queue allocates memory. The lock is held only
			// briefly.
			while (!this.lock.tryLock()) {
				Thread.onSpinWait();
			}
		}
	}

	/**
	 * Number of calls that wait to be executed.
	 */
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
	 * A call. The thread that executes its batch writes it; the calling thread reads it
	 * after that.
	 */
	private static final class Call<Q, R> {

		private final Q request;

		/**
		 * Signalled when the call has ended, or is the next to run others.
		 */
		private final Condition turn;

		/**
		 * Whether its transaction has ended, with a result or without.
		 */
		private boolean ended;

		private @Nullable R result;

		private @Nullable Throwable failure;

		private @Nullable Throwable sharedFailure;

		Call(Q request, Condition turn) {
			this.request = request;
			this.turn = turn;
		}

		R result() {
			if (this.failure instanceof RuntimeException failed) {
				throw failed;
			}
			if (this.failure instanceof Error failed) {
				throw failed;
			}
			if (this.result == null) {
				throw new IllegalStateException("The transaction had no result", this.failure);
			}
			return this.result;
		}

	}

}
