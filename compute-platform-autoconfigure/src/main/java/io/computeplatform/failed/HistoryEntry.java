package io.computeplatform.failed;

import java.time.Instant;

/**
 * Something that happened to a job: a try that ended without success, or what an
 * administrator did.
 */
public sealed interface HistoryEntry permits FailedAttempt, ActionRecord {

	/**
	 * When it happened, by the database's clock.
	 * @return end of the try, or time of the action
	 */
	Instant at();

}
