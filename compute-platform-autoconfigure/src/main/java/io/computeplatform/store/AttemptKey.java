package io.computeplatform.store;

import java.util.UUID;

/**
 * Names one attempt. A settlement that does not fit all three changes nothing. Internal.
 *
 * @param id id of the job
 * @param tryNumber number of the try
 * @param worker worker that runs it
 */
public record AttemptKey(UUID id, int tryNumber, String worker) {

}
