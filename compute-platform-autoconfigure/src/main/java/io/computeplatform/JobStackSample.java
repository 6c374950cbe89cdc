package io.computeplatform;

import java.time.Instant;

/**
 * Where the thread of an attempt was when it was sampled. Later versions may add methods:
 * applications read this type and do not implement it.
 *
 * @see AsyncPlatform#stackSample(JobId)
 */
public interface JobStackSample {

	/**
	 * {@return number of the attempt}
	 */
	int tryNumber();

	/**
	 * {@return worker that ran it}
	 */
	String worker();

	/**
	 * {@return when it was sampled: start of the attempt by the database's clock, and the
	 * time since by that of the worker}
	 */
	Instant at();

	/**
	 * {@return name and state of the thread, and its top frames up to the call of the
	 * executor, one on each line}
	 */
	String stackTrace();

}
