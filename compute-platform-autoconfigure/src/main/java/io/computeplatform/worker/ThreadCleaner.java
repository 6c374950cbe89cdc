package io.computeplatform.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * Undoes what code of the application leaves bound to a thread of ours, before anything
 * else runs on it. Thread-safe.
 */
final class ThreadCleaner {

	private static final Logger LOG = LoggerFactory.getLogger(ThreadCleaner.class);

	private static final int MAX_LINES = 1_000;

	private final Supplier<Stream<PlatformTransactionManager>> transactionManagers;

	private final Map<String, RareLine> lines = new ConcurrentHashMap<>();

	/** What there are too many kinds of. */
	private final RareLine others = new RareLine();

	ThreadCleaner(Supplier<Stream<PlatformTransactionManager>> transactionManagers) {
		this.transactionManagers = transactionManagers;
	}

	Before before() {
		return new Before(new ThreadState(), new ThreadTransactions());
	}

	/**
	 * Runs listeners.
	 */
	void run(Runnable task) {
		Before before = before();
		try {
			task.run();
		}
		finally {
			clean(before, "A listener of the application", Thread.interrupted());
		}
	}

	/**
	 * Undoes what was left on this thread, and says so, once in a minute.
	 * @param before how the thread was
	 * @param who who left it
	 * @param interrupted whether it was left interrupted
	 * @return whether work was rolled back
	 */
	boolean clean(Before before, String who, boolean interrupted) {
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
		RareLine line = (this.lines.size() < MAX_LINES) ? this.lines.computeIfAbsent(key, (each) -> new RareLine())
				: this.lines.getOrDefault(key, this.others);
		long times = line.count();
		if (times > 0) {
			LOG.warn("{} left on its thread: {}. That was undone{} ({} times since the last such line)", who, left,
					rolledBack ? ", its transaction rolled back" : "", times);
		}
	}

	/**
	 * How a thread was.
	 */
	record Before(ThreadState state, ThreadTransactions transactions) {

	}

}
