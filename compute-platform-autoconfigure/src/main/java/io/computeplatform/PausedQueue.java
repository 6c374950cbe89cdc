package io.computeplatform;

import java.time.Instant;

/**
 * A queue that somebody has paused.
 *
 * @param queue name of the queue, without prefix
 * @param reason what was given as the reason
 * @param pausedAt when it was paused, by the database's clock
 */
public record PausedQueue(String queue, String reason, Instant pausedAt) {

}
