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

	/**
	 * Starts them as they are needed.
	 * @param tellers how many listeners may be busy at once
	 */
	SettlementThreads(int tellers) {
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
		return (task) -> this.tellers.execute(() -> Acknowledgements.together(task));
	}

	@Override
	public void destroy() {
		this.writers.shutdown();
		this.tellers.shutdown();
	}

}
