package io.computeplatform.event;

/**
 * Somebody resumed a paused queue.
 *
 * @param queue name of the queue, without prefix
 */
public record QueueResumed(String queue) {

}
