package io.computeplatform.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

	private static final int MAX_SAID = 1_000;

	private final Supplier<Stream<PlatformTransactionManager>> transactionManagers;

	private final Set<String> said = ConcurrentHashMap.newKeySet();

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
	 * Undoes what was left on this thread, and says so the first time.
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
		if (!left.isEmpty() && this.said.size() < MAX_SAID && this.said.add(who + left)) {
			LOG.warn("{} left on its thread: {}. That was undone{}; further times are not logged", who,
					String.join(", ", left), rolledBack ? ", its transaction rolled back" : "");
		}
		return rolledBack;
	}

	/**
	 * How a thread was.
	 */
	record Before(ThreadState state, ThreadTransactions transactions) {

	}

}
