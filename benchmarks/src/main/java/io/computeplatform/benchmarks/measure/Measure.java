package io.computeplatform.benchmarks.measure;

import java.io.Serializable;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A measure, run in a process that runs nothing else at the same time. It fails if jobs
 * are not completed.
 */
public interface Measure extends Serializable {

	/** Name for {@code --measures}. */
	String name();

	/** Title in the report, with the sizes. */
	String title();

	/** Whether a contender has the feature that is measured. */
	default boolean supports(Contenders contender) {
		return true;
	}

	/**
	 * Runs the measure. Names of readings do not contain the size, unless sizes are
	 * compared.
	 */
	List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception;

}
