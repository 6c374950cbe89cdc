package io.computeplatform.event;

import io.computeplatform.JobId;

/**
 * A job was cancelled, before it ran or while it did.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber tries started so far, an interrupted one included
 */
public record JobCancelled(JobId id, String queue, int tryNumber) {

}
