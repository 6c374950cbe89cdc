package io.computeplatform;

import java.util.Optional;

import org.slf4j.event.Level;

/**
 * One attempt of a job, as its executor sees it. Thread-safe.
 *
 * @param <P> type of the payload
 */
public interface JobContext<P> {

	/**
	 * Id of the job.
	 * @return the same in every attempt
	 */
	JobId id();

	/**
	 * Queue the job came from.
	 * @return its name, without prefix
	 */
	String queue();

	/**
	 * What was submitted.
	 * @return the payload
	 */
	P payload();

	/**
	 * Number of this attempt. The count continues when an administrator retries the job,
	 * and when it is submitted again under its id.
	 * @return 1 for the first
	 */
	int tryNumber();

	/**
	 * Number of attempts permitted. It includes the attempts before a retry by an
	 * administrator or a submit under its id.
	 * @return at least {@link #tryNumber()}
	 */
	int maxTries();

	/**
	 * Failure of the previous attempt.
	 * @return empty in the first attempt, and in the first one after the job was
	 * submitted again under its id
	 */
	Optional<JobFailure> previousFailure();

	/**
	 * Whether the attempt should stop: the job was cancelled, the attempt timed out, or
	 * the worker shuts down. The executing thread is interrupted at the same moment. From
	 * then on the executor can't change the outcome.
	 * @return whether to stop
	 */
	boolean isStopRequested();

	/**
	 * Reports how far the attempt is. It can be called as often as wanted: it only sets
	 * values in memory. The newest ones are written to the database at each renewal of
	 * the worker's lease, for all attempts of the worker by one statement, and at the end
	 * of the attempt. If the process dies between, what was reported since the last
	 * renewal is lost. After the end of the attempt a call has no effect.
	 * @param done units of work that are done, 0 or more
	 * @param total units of work in total, 0 if that is not known
	 * @throws InvalidJobException if a value is negative
	 * @see Job#progress()
	 */
	void progress(long done, long total);

	/**
	 * Adds a line to the log of the job. It is written as {@link #progress(long, long)
	 * progress} is, and does not wait for the database. The log of an attempt is limited
	 * by {@code compute.async.max-log-lines} and {@code compute.async.max-log-size}: the
	 * first and the newest lines are kept, and the log says how many were dropped between
	 * them. After the end of the attempt a call has no effect.
	 * <p>
	 * The text is stored and shown unchanged, like the message of an exception: keep
	 * secrets out of it.
	 * @param level level of the line
	 * @param text any text, truncated at 4,000 characters; characters that PostgreSQL
	 * does not accept are replaced
	 * @throws InvalidJobException if level or text is null
	 * @see AsyncPlatform#log(JobId, int)
	 */
	void log(Level level, String text);

	/**
	 * Sets the result of the job. It is written by the statement that completes the
	 * attempt: an attempt that fails, or whose worker was lost, has no result. The last
	 * call counts. After the end of the attempt a call has no effect.
	 * @param value any value that Jackson writes as JSON; changes of it after the call
	 * have no effect
	 * @throws InvalidJobException if it is null, can't be written as JSON, or is larger
	 * than {@code compute.async.max-result-size}; an earlier result stays
	 * @see Job#result(Class)
	 */
	void result(Object value);

}
