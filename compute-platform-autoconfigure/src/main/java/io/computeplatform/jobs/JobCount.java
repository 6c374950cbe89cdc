package io.computeplatform.jobs;

/**
 * A number of jobs that was counted up to a limit. Its text form has a plus sign if there
 * may be more, such as "10,000+". Later versions may add methods: applications read this
 * type and do not implement it.
 */
public interface JobCount {

	/**
	 * {@return number of jobs that were counted}
	 */
	long value();

	/**
	 * {@return whether there are no more}
	 */
	boolean isExact();

}
