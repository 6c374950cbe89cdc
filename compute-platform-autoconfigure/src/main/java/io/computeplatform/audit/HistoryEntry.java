package io.computeplatform.audit;

import java.time.Instant;

/**
 * An event in the history of a job: an attempt that ended without success
 * ({@code FailedAttempt}), or an action of an administrator ({@link AuditEntry}). Later
 * versions may add kinds of entries and methods: applications read this type, ignore
 * kinds that they do not know, and do not implement it.
 */
public interface HistoryEntry {

	/**
	 * {@return when it happened, by the database's clock: end of the attempt, or time of
	 * the action}
	 */
	Instant at();

}
