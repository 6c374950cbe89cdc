package io.computeplatform.internal.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Runs administrators' reads so that they do not slow down the jobs: few at once, and
 * each statement with a time limit. Internal, thread-safe.
 */
public final class AdminReads {

	/**
	 * Allows two views of one page to load concurrently.
	 */
	private static final Duration WAIT = Duration.ofSeconds(1);

	/**
	 * Factor of the time limit for the start of a bulk operation, which inserts a row for
	 * each job.
	 */
	private static final int START = 6;

	private static final String CANCELED = "57014";

	private final Database database;

	private final Duration timeout;

	private final int limit;

	private final Semaphore permits;

	AdminReads(Database database, Duration timeout, int limit) {
		this.database = database;
		this.timeout = timeout;
		this.limit = limit;
		this.permits = new Semaphore(limit);
	}

	/**
	 * Reads, in the caller's transaction or in one of its own.
	 * @param <T> type of the result
	 * @param read statements to run; not to be nested
	 * @return result of the read
	 * @throws TransientDataAccessResourceException if too many run already
	 * @throws QueryTimeoutException if it takes too long; the caller's transaction can
	 * continue
	 */
	public <T extends @Nullable Object> T read(Supplier<T> read) {
		return run(read, this.timeout, true);
	}

	/**
	 * Like {@link #read}, for statements whose limits are reached soon in the order of an
	 * index. PostgreSQL may otherwise estimate that a range is small, and read and sort
	 * all of it.
	 * @param <T> type of the result
	 * @param read statements to run; not to be nested
	 * @return result of the read
	 * @throws TransientDataAccessResourceException if too many run already
	 * @throws QueryTimeoutException if it takes too long; the caller's transaction can
	 * continue
	 */
	public <T extends @Nullable Object> T readInIndexOrder(Supplier<T> read) {
		return run(read, this.timeout, false);
	}

	/**
	 * Starts a bulk operation, which is a read of its jobs and may take longer.
	 * @param <T> type of the result
	 * @param start statements to run
	 * @return result of the start
	 * @throws TransientDataAccessResourceException if too many run already
	 * @throws QueryTimeoutException if it takes too long
	 */
	public <T extends @Nullable Object> T start(Supplier<T> start) {
		return run(start, this.timeout.multipliedBy(START), true);
	}

	private <T extends @Nullable Object> T run(Supplier<T> work, Duration timeout, boolean bitmaps) {
		if (!isPermitted()) {
			throw new TransientDataAccessResourceException(
					"%d reads of administrators run already, and no more are permitted at once; try again, or raise compute.async.admin.concurrent-reads"
						.formatted(this.limit));
		}
		try {
			// A rollback to the savepoint also resets the setting.
			return this.database.nested(() -> {
				Settings before = limit(timeout.toMillis(), bitmaps);
				T result = work.get();
				set(before);
				return result;
			});
		}
		catch (DataAccessException ex) {
			if (ex.getMostSpecificCause() instanceof SQLException cause && CANCELED.equals(cause.getSQLState())) {
				throw new QueryTimeoutException(
						"The database was given %d s by compute.async.admin.query-timeout, and has not found out; ask for less: a queue, a group, a time"
							.formatted(timeout.toSeconds()),
						ex);
			}
			throw ex;
		}
		finally {
			this.permits.release();
		}
	}

	private boolean isPermitted() {
		try {
			return this.permits.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Sets the limit for this transaction only. A shorter limit that is set already
	 * stays. Statements are not compiled: that takes longer than to read a page.
	 * @return what was set before
	 */
	private Settings limit(long millis, boolean bitmaps) {
		return this.database
			.sql("""
					SELECT setting, current_setting('jit') AS jit, current_setting('enable_bitmapscan') AS bitmaps,
					  set_config('jit', 'off', true),
					  set_config('enable_bitmapscan', CASE WHEN :bitmaps THEN current_setting('enable_bitmapscan') ELSE 'off' END, true),
					  set_config('statement_timeout', least(nullif(setting::bigint, 0), :millis)::text, true)
					FROM pg_settings WHERE name = 'statement_timeout'""")
			.param("millis", millis)
			.param("bitmaps", bitmaps)
			.query((row, number) -> new Settings(row.getString("setting"), row.getString("jit"),
					row.getString("bitmaps")))
			.single();
	}

	private void set(Settings settings) {
		this.database.sql("""
				SELECT set_config('statement_timeout', :millis, true), set_config('jit', :jit, true),
				  set_config('enable_bitmapscan', :bitmaps, true)""")
			.param("millis", settings.millis())
			.param("jit", settings.jit())
			.param("bitmaps", settings.bitmaps())
			.query()
			.singleRow();
	}

	private record Settings(String millis, String jit, String bitmaps) {

	}

}
