package io.computeplatform.internal.worker;

import java.util.concurrent.atomic.AtomicReference;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.Work;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application, and its executor, that remembers on which thread it ran.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ThreadReporter implements JobExecutor<Work> {

	private final AtomicReference<Boolean> virtual = new AtomicReference<>();

	@Override
	public void execute(JobContext<Work> job) {
		// Java 17 has no method to ask for it; all virtual threads are in one group.
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		this.virtual.set(group != null && group.getName().equals("VirtualThreads"));
	}

	boolean ranOnVirtualThread() {
		return this.virtual.get();
	}

}
