package io.computeplatform.internal.attempt;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Threads that record outcomes, and threads that call listeners, so that workers do not
 * wait. Internal, thread-safe.
 */
public final class CompletionExecutors implements DisposableBean {

	private final ThreadPoolTaskExecutor writers;

	private final ThreadPoolTaskExecutor callbacks;

	private final Consumer<Runnable> callbackDecorator;

	/**
	 * Creates the executors. Threads are started on demand.
	 * @param callbacks maximum number of threads for listeners
	 * @param callbackDecorator runs each task for listeners
	 */
	public CompletionExecutors(int callbacks, Consumer<Runnable> callbackDecorator) {
		this.callbackDecorator = callbackDecorator;
		// One each for successes, failures and releases: none waits for another.
		this.writers = executor("compute-complete-", 3);
		this.callbacks = executor("compute-callback-", callbacks);
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

	Executor callbacks() {
		return (task) -> this.callbacks.execute(() -> this.callbackDecorator.accept(task));
	}

	@Override
	public void destroy() {
		this.writers.shutdown();
		this.callbacks.shutdown();
	}

}
