package io.computeplatform.worker;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The threads that record outcomes while the workers go on, and those that tell listeners
 * of them.
 */
final class SettlementThreads implements DisposableBean {

	private final ThreadPoolTaskExecutor writers;

	private final ThreadPoolTaskExecutor tellers;

	private final ThreadCleaner cleaner;

	/**
	 * Starts them as they are needed.
	 * @param tellers how many listeners may be busy at once
	 * @param cleaner undoes what listeners leave on their threads
	 */
	SettlementThreads(int tellers, ThreadCleaner cleaner) {
		this.cleaner = cleaner;
		// One for successes, one for failures.
		this.writers = executor("compute-settle-", 2);
		this.tellers = executor("compute-tell-", tellers);
	}

	private static ThreadPoolTaskExecutor executor(String name, int size) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(name);
		executor.setCorePoolSize(size);
		executor.setMaxPoolSize(size);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setDaemon(true);
		executor.setWaitForTasksToCompleteOnShutdown(true);
		executor.setAwaitTerminationSeconds(5);
		executor.initialize();
		return executor;
	}

	Executor writers() {
		return this.writers;
	}

	Executor tellers() {
		return (task) -> this.tellers.execute(() -> Acknowledgements.together(() -> this.cleaner.run(task)));
	}

	@Override
	public void destroy() {
		this.writers.shutdown();
		this.tellers.shutdown();
	}

}
