package io.computeplatform.internal.thread;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.computeplatform.internal.support.LogRateLimiter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Undoes changes that application code leaves on a thread, before the thread is reused.
 * Internal, thread-safe.
 */
public final class ThreadCleaner {

	private static final Logger LOG = LoggerFactory.getLogger(ThreadCleaner.class);

	private static final int MAX_LINES = 1_000;

	private final Supplier<Stream<PlatformTransactionManager>> transactionManagers;

	private final Map<String, LogRateLimiter> lines = new ConcurrentHashMap<>();

	/**
	 * Log limit for kinds beyond the first ones.
	 */
	private final LogRateLimiter others = new LogRateLimiter();

	/**
	 * Creates a cleaner.
	 * @param transactionManagers managers that application code may use
	 */
	public ThreadCleaner(Supplier<Stream<PlatformTransactionManager>> transactionManagers) {
		this.transactionManagers = transactionManagers;
	}

	/**
	 * Records the state of the thread before application code runs on it.
	 * @return argument of {@link #clean}
	 */
	public Before before() {
		return new Before(new ThreadState(), new ThreadTransactions());
	}

	/**
	 * Runs application code.
	 * @param <T> type of the result
	 * @param who kind of the code, for the log
	 * @param code the code
	 * @return its result
	 */
	public <T extends @Nullable Object> T run(String who, Supplier<T> code) {
		boolean interrupted = Thread.currentThread().isInterrupted();
		Before before = before();
		try {
			return code.get();
		}
		finally {
			clean(before, who, !interrupted && Thread.interrupted());
		}
	}

	/**
	 * Undoes changes on this thread, and logs them, once a minute.
	 * @param before state of the thread before
	 * @param who kind of the code, for the log
	 * @param interrupted whether it was left interrupted
	 * @return whether a transaction was rolled back
	 */
	public boolean clean(Before before, String who, boolean interrupted) {
		List<String> left = new ArrayList<>();
		if (interrupted) {
			left.add("an interrupt");
		}
		boolean rolledBack = before.transactions.restore(this.transactionManagers.get(), left);
		left.addAll(before.state.restore());
		if (!left.isEmpty()) {
			warn(who, String.join(", ", left), rolledBack);
		}
		return rolledBack;
	}

	private void warn(String who, String left, boolean rolledBack) {
		String key = who.replaceAll("\\(.*\\)", "") + left;
		LogRateLimiter line = (this.lines.size() < MAX_LINES)
				? this.lines.computeIfAbsent(key, (each) -> new LogRateLimiter())
				: this.lines.getOrDefault(key, this.others);
		long times = line.count();
		if (times > 0) {
			LOG.warn("{} left on its thread: {}. It was undone{} ({} times since the last such line)", who, left,
					rolledBack ? ", its transaction rolled back" : "", times);
		}
	}

	/**
	 * State of a thread before application code runs.
	 */
	public static final class Before {

		private final ThreadState state;

		private final ThreadTransactions transactions;

		private Before(ThreadState state, ThreadTransactions transactions) {
			this.state = state;
			this.transactions = transactions;
		}

	}

}
