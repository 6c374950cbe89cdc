package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * Actions of administrators on jobs that failed for good.
 */
public interface Administration extends AutoCloseable {

	/** Page size. */
	int PAGE = 50;

	/** Attempts of a job before it has failed for good. */
	int TRIES = 3;

	/** Number of jobs that have failed for good. */
	long failed() throws SQLException;

	/** Number of jobs in any status. */
	long jobs() throws SQLException;

	/** Creates a first failed job. */
	void fail() throws Exception;

	/**
	 * Copies the job that failed last, with new ids and earlier failure times.
	 * @param from number of the first copy
	 * @param to number of the last copy
	 */
	void copy(long from, long to) throws SQLException;

	/**
	 * Actions by name. A name has the same meaning for all contenders.
	 */
	Map<String, Callable<?>> actions() throws Exception;

	@Override
	void close() throws IOException, SQLException, TimeoutException;

}
