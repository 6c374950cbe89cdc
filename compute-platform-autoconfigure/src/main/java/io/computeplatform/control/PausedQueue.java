package io.computeplatform.control;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A queue that was paused by hand.
 *
 * @param queue name of the queue, without prefix
 * @param comment reason for administrators
 * @param pausedAt when it was paused, by the database's clock
 * @param actor who paused it; {@code null} if it was paused by an older version
 */
public record PausedQueue(String queue, String comment, Instant pausedAt, @Nullable String actor) {

}
