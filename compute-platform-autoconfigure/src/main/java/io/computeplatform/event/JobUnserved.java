package io.computeplatform.event;

import io.computeplatform.JobId;

/**
 * An instance without an executor for a queued job has met it, as the first one since the
 * job was queued. The job waits for an instance that has one, and fails after
 * {@code compute.async.unserved-timeout}.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param type type name of its payload
 */
public record JobUnserved(JobId id, String queue, String type) {

}
