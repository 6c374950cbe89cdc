package io.computeplatform.internal.filter;

/**
 * A condition on a job: its name, its allowed values and its SQL.
 */
interface Filter {

	/**
	 * Name in a URL, and of the parameter of the condition.
	 */
	String key();

	FilterValue value();

	/**
	 * SQL with the parameter.
	 */
	String condition();

}
