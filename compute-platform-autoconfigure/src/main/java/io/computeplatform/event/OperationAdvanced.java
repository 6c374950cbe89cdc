package io.computeplatform.event;

import java.util.UUID;

/**
 * An instance acted on some jobs of an operation on many.
 *
 * @param operation id of the operation
 * @param action what it does: retry, discard or delete
 * @param acted how many jobs that was done to
 * @param skipped how many jobs were no longer failed, or had failed anew
 */
public record OperationAdvanced(UUID operation, String action, int acted, int skipped) {

}
