package io.computeplatform.benchmarks.measure;

import java.io.IOException;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.concurrent.TimeoutException;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * The workers of one of several processes that share the same jobs. They hold their first
 * jobs until each process has one.
 */
public final class WorkerGroup implements AutoCloseable {

	private final Contender contender;

	private final CountingTask task;

	private WorkerGroup(Contender contender, CountingTask task) {
		this.contender = contender;
		this.task = task;
	}

	/**
	 * Starts workers on a backlog.
	 * @param workers jobs that run at once
	 * @param jobs number of jobs of all processes
	 */
	public static WorkerGroup start(Contenders contender, Sandbox sandbox, int workers, int jobs) throws Exception {
		WorkerGroup group = new WorkerGroup(contender.open(sandbox), new CountingTask(jobs, 0));
		group.contender.start(workers, group.task);
		return group;
	}

	public void awaitHeld() throws InterruptedException, TimeoutException {
		this.task.awaitHeld();
	}

	public void release() {
		this.task.release();
	}

	/** Number of jobs that this process has completed. */
	public int done() {
		return this.task.done();
	}

	/** Waits until the jobs of all processes are recorded as complete. */
	public void awaitRecorded(int jobs) throws Exception {
		Await.until("all jobs recorded as complete", () -> this.contender.isRecorded(jobs));
	}

	public Share share() {
		return new Share(this.task.tried(), this.task.made());
	}

	@Override
	public void close() throws IOException, SQLException, TimeoutException {
		this.task.release();
		this.contender.close();
	}

	/**
	 * Share of one process.
	 *
	 * @param jobs numbers of the jobs that it attempted
	 * @param attempts number of its attempts
	 */
	public record Share(BitSet jobs, int attempts) implements Serializable {

	}

}
