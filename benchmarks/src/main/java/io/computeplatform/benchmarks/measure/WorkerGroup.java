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
 * The workers of one process, of several that share the same jobs. They hold their first
 * jobs until all processes have some.
 */
public final class WorkerGroup implements AutoCloseable {

	private final Contender contender;

	private final CountingTask tally;

	private WorkerGroup(Contender contender, CountingTask tally) {
		this.contender = contender;
		this.tally = tally;
	}

	/**
	 * Starts workers where jobs wait.
	 * @param workers how many run at once
	 * @param jobs how many jobs wait for all processes
	 */
	public static WorkerGroup start(Contenders contender, Sandbox place, int workers, int jobs) throws Exception {
		WorkerGroup shift = new WorkerGroup(contender.open(place), new CountingTask(jobs, 0));
		shift.contender.start(workers, shift.tally);
		return shift;
	}

	public void awaitHeld() throws InterruptedException, TimeoutException {
		this.tally.awaitHeld();
	}

	public void release() {
		this.tally.release();
	}

	/** How many jobs this process has done. */
	public int done() {
		return this.tally.done();
	}

	/** Waits until the jobs of all processes are on record as done. */
	public void awaitRecorded(int jobs) throws Exception {
		Await.until("all jobs on record", () -> this.contender.isRecorded(jobs));
	}

	public Share share() {
		return new Share(this.tally.tried(), this.tally.made());
	}

	@Override
	public void close() throws IOException, SQLException, TimeoutException {
		this.tally.release();
		this.contender.close();
	}

	/**
	 * What one process did.
	 *
	 * @param jobs numbers of the jobs
	 * @param attempts how many attempts it made
	 */
	public record Share(BitSet jobs, int attempts) implements Serializable {

	}

}
