package io.computeplatform.audit;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * An action of an administrator. It is never changed, and is kept when the job is
 * deleted.
 *
 * @param number number of the entry; later entries have higher numbers
 * @param at when, by the database's clock
 * @param action what was done
 * @param actor who did it; {@code unknown} if no actor was given
 * @param comment why, if a comment was given
 * @param job job that it was done to, unless it was an operation or a queue
 * @param operation operation that it was done by or to, if any
 * @param queue queue that it was done to as a whole, if any
 * @param toQueue for jobs that were moved, the target queue
 * @param jobs number of jobs that it affected
 * @param copy for an edit, id of the copy that was submitted
 * @param difference for an edit, what it changed, as a JSON Patch (RFC 6902) from the
 * original's payload to the copy's; truncated at 4000 characters, and then not valid JSON
 * @param message id of the rejected message that it was done to, if any
 */
public record AuditEntry(long number, Instant at, Action action, String actor, @Nullable String comment,
		@Nullable JobId job, @Nullable UUID operation, @Nullable String queue, @Nullable String toQueue, long jobs,
		@Nullable JobId copy, @Nullable String difference, @Nullable Long message) implements HistoryEntry {

}
