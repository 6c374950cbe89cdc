package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * What administrators do about jobs that failed for good.
 */
public interface Administration extends AutoCloseable {

	/** Jobs of a page. */
	int PAGE = 50;

	/** How often a job is tried before it has failed. */
	int TRIES = 3;

	/** How many jobs have failed for good. */
	long failed() throws SQLException;

	/** How many jobs there are, whatever became of them. */
	long jobs() throws SQLException;

	/** Lets a first job fail. */
	void fail() throws Exception;

	/**
	 * Copies the job that failed last, with other ids, and earlier failures.
	 * @param from number of the first copy
	 * @param to number of the last copy
	 */
	void copy(long from, long to) throws SQLException;

	/**
	 * What can be asked for or done, by a name that means the same for all.
	 */
	Map<String, Callable<?>> actions() throws Exception;

	@Override
	void close() throws IOException, SQLException, TimeoutException;

}
