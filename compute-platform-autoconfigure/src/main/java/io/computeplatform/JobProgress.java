package io.computeplatform;

import java.time.Instant;

/**
 * How far the newest attempt of a job is, as its executor reported it. Later versions may
 * add methods: applications read this type and do not implement it.
 *
 * @see JobContext#progress(long, long)
 */
public interface JobProgress {

	/**
	 * {@return units of work that are done, 0 or more}
	 */
	long done();

	/**
	 * {@return units of work in total, 0 if that is not known}
	 */
	long total();

	/**
	 * {@return when the executor reported it: start of the attempt by the database's
	 * clock, and the time since by that of the worker}
	 */
	Instant updatedAt();

	/**
	 * {@return number of the attempt}
	 */
	int tryNumber();

}
