package io.computeplatform.internal.store;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a failed job, or one failure of it. Internal.
 *
 * @param id id of the job
 * @param tryCount try count of the failure, or {@code null} for the newest failure
 */
public record FailedKey(UUID id, @Nullable Integer tryCount) {

}
