package io.computeplatform.sample.report;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.Job;
import io.computeplatform.JobId;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Waits until jobs are complete or failed for good.
 */
@Component
class FinishedJobs {

	private final AsyncPlatform platform;

	private final Map<JobId, CountDownLatch> expected = new ConcurrentHashMap<>();

	private volatile boolean closing;

	FinishedJobs(AsyncPlatform platform) {
		this.platform = platform;
	}

	/**
	 * Must be called before a job can finish: in the transaction that submits it.
	 */
	void expect(Collection<JobId> ids) {
		ids.forEach((id) -> this.expected.put(id, new CountDownLatch(1)));
	}

	void add(JobId id) {
		CountDownLatch latch = this.expected.get(id);
		if (latch != null) {
			latch.countDown();
		}
	}

	/**
	 * Waits until every expected job is finished.
	 * @return false if the application stops first
	 */
	boolean await() throws InterruptedException {
		for (Map.Entry<JobId, CountDownLatch> job : this.expected.entrySet()) {
			boolean finished = false;
			while (!finished && !this.closing) {
				// Events cover this process only. With a shared broker, read the row.
				finished = job.getValue().await(1, TimeUnit.SECONDS) || isFinished(job.getKey());
			}
		}
		return !this.closing;
	}

	private boolean isFinished(JobId id) {
		return this.platform.find(id).map(Job::status).filter((status) -> !status.isFinished()).isEmpty();
	}

	@EventListener
	void on(ContextClosedEvent event) {
		this.closing = true;
		this.expected.values().forEach(CountDownLatch::countDown);
	}

}
