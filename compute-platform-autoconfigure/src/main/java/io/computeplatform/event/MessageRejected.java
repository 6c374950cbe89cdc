package io.computeplatform.event;

import org.jspecify.annotations.Nullable;

/**
 * A message in a job queue, of which no job can be made, went to the dead-letter queue.
 *
 * @param queue name of the queue it was found in, without prefix
 * @param id id by which {@code RejectedMessages} finds it; {@code null} if there are too
 * many others, so that it is on the dead-letter queue only
 * @param reason what is wrong with it
 */
public record MessageRejected(String queue, @Nullable Long id, String reason) {

}
