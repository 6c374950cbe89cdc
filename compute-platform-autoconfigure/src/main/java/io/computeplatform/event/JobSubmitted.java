package io.computeplatform.event;

import io.computeplatform.JobId;

/**
 * A job was submitted and its row is committed.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param type class name of its payload
 */
public record JobSubmitted(JobId id, String queue, String type) {

}
