package io.computeplatform.store;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Names a failed job, or one failure of it. Internal.
 *
 * @param id id of the job
 * @param tryCount tries at which it failed, or {@code null} for whichever failure is its
 * newest
 */
public record FailedKey(UUID id, @Nullable Integer tryCount) {

}
