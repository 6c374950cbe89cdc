package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

/**
 * A way to run jobs, opened on a sandbox. Submits are thread-safe.
 */
public interface Contender extends AutoCloseable {

	/** Submits a job, and returns when it is durable. */
	void submit(Work work) throws Exception;

	/**
	 * Submits many jobs with the contender's bulk API.
	 */
	default void submitAll(List<Work> works) throws Exception {
		for (Work work : works) {
			submit(work);
		}
	}

	/** Prefills a backlog by the fastest means; not measured. */
	default void prefill(List<Work> works) throws Exception {
		submitAll(works);
	}

	/** Number of jobs that are not complete. Call it while no worker runs. */
	long waiting() throws Exception;

	/** Number of ready messages on the broker, if there is one. */
	default OptionalLong messages() throws Exception {
		return OptionalLong.empty();
	}

	/**
	 * Number of buffers that PostgreSQL reads while the relay looks for messages and
	 * orphans once, if the contender has a relay. Call it after {@link #start}.
	 */
	default OptionalLong buffersPerLook() {
		return OptionalLong.empty();
	}

	/**
	 * Copies the row of a finished job until there are so many, if the contender keeps
	 * finished jobs. Call it when a job has run.
	 */
	default void copyFinished(int wanted) throws Exception {
	}

	/** Starts workers. They may start jobs before this call returns. */
	void start(int workers, Task task) throws Exception;

	/** Whether so many jobs are recorded as complete, if the contender records that. */
	default boolean isRecorded(int jobs) throws Exception {
		return true;
	}

	/** Stops workers, if there are any, and closes all connections. */
	@Override
	void close() throws IOException, SQLException, TimeoutException;

}
