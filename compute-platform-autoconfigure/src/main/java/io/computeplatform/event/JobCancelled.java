package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job was cancelled, before it ran or while it did.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber tries started so far, an interrupted one included
 * @param duration how long the interrupted try took, until its end was recorded;
 * {@code null} if none ran
 */
public record JobCancelled(JobId id, String queue, int tryNumber, @Nullable Duration duration) {

}
