package io.computeplatform.audit;

import java.time.Instant;

/**
 * An event in the history of a job: an attempt that ended without success, or an action
 * of an administrator.
 */
public interface HistoryEntry {

	/**
	 * When it happened, by the database's clock.
	 * @return end of the attempt, or time of the action
	 */
	Instant at();

}
