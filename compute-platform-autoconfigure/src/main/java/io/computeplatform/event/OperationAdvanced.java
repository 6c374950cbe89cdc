package io.computeplatform.event;

import java.util.UUID;

/**
 * An instance processed a batch of a bulk operation.
 */
public interface OperationAdvanced extends ComputeEvent {

	/**
	 * {@return id of the operation}
	 */
	UUID operation();

	/**
	 * {@return action of the operation: retry, discard or delete}
	 */
	String action();

	/**
	 * {@return number of jobs that were acted on}
	 */
	int acted();

	/**
	 * {@return number of jobs that were skipped: no longer failed, or failed again}
	 */
	int skipped();

}
