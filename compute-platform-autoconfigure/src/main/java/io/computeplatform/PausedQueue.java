package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A queue that somebody has paused.
 *
 * @param queue name of the queue, without prefix
 * @param reason what was given as the reason
 * @param pausedAt when it was paused, by the database's clock
 * @param by who paused it; {@code null} if an older version did
 */
public record PausedQueue(String queue, String reason, Instant pausedAt, @Nullable String by) {

}
