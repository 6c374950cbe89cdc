package io.computeplatform.failed;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator did: never changed, and kept when the job is deleted.
 *
 * @param number number of the record; later ones have a higher one
 * @param at when, by the database's clock
 * @param action what was done
 * @param by who did it; {@code unknown} if nobody said so
 * @param reason why, if it was said
 * @param job job that it was done to, unless it was an operation or a queue
 * @param operation operation that it was done by or to, if any
 * @param queue queue that it was done to as a whole, if any
 * @param toQueue for jobs that were moved, the queue that got them
 * @param jobs how many jobs it was about
 * @param copy for an edit, id of the copy that was submitted
 * @param difference for an edit, what it changed, as a JSON Patch (RFC 6902) from the
 * original's payload to the copy's; cut at 4000 characters, and no JSON then
 * @param message id of the rejected message that it was done to, if any
 */
public record ActionRecord(long number, Instant at, Action action, String by, @Nullable String reason,
		@Nullable JobId job, @Nullable UUID operation, @Nullable String queue, @Nullable String toQueue, long jobs,
		@Nullable JobId copy, @Nullable String difference, @Nullable Long message) implements HistoryEntry {

}
