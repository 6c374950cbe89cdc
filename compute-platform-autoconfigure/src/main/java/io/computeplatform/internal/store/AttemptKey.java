package io.computeplatform.internal.store;

import java.util.UUID;

/**
 * Identifies one attempt. An outcome that does not match all three components changes
 * nothing. Internal.
 *
 * @param id id of the job
 * @param tryNumber number of the attempt
 * @param worker worker that runs it
 */
public record AttemptKey(UUID id, int tryNumber, String worker) {

}
