package io.computeplatform.event;

/**
 * Somebody paused a queue.
 *
 * @param queue name of the queue, without prefix
 * @param reason what was given as the reason
 */
public record QueuePaused(String queue, String reason) {

}
