package io.computeplatform.benchmarks.measure;

import java.io.Serializable;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Something that is measured, in a process that measures nothing else meanwhile. A
 * measure that finds work undone fails.
 */
public interface Measure extends Serializable {

	/** What it is called where it can be chosen. */
	String name();

	/** What is done, and how large it is. */
	String title();

	/** Whether a contender has what is to be measured. */
	default boolean fits(Contenders contender) {
		return true;
	}

	/**
	 * Measures. What is read has a name that is the same for any size, but where sizes
	 * are compared.
	 */
	List<Reading> take(Contenders contender, Sandbox place) throws Exception;

}
