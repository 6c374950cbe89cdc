package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

/**
 * One way to run jobs, opened at a place. Submits from several threads at once.
 */
public interface Contender extends AutoCloseable {

	/** Submits a job, and returns when it can't get lost any more. */
	void submit(Work work) throws Exception;

	/**
	 * Submits many jobs by whatever is meant for it.
	 */
	default void submitAll(List<Work> works) throws Exception {
		for (Work work : works) {
			submit(work);
		}
	}

	/** Makes jobs wait, in whatever way is fast: not measured. */
	default void fill(List<Work> works) throws Exception {
		submitAll(works);
	}

	/** How many jobs are not done, workers being stopped. */
	long waiting() throws Exception;

	/** How many messages wait on the broker, if there is one. */
	default OptionalLong messages() throws Exception {
		return OptionalLong.empty();
	}

	/** Starts workers, which take jobs from before this call returns or soon after. */
	void start(int workers, Task task) throws Exception;

	/** Whether it is on record that so many jobs were done, where that is recorded. */
	default boolean isRecorded(int jobs) throws Exception {
		return true;
	}

	/** Stops workers, if there are any, and closes all connections. */
	@Override
	void close() throws IOException, SQLException, TimeoutException;

}
