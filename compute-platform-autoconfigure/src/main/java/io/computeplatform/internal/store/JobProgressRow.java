package io.computeplatform.internal.store;

import java.time.Instant;

import io.computeplatform.JobProgress;

/**
 * A row of a {@link JobProgress}.
 */
record JobProgressRow(long done, long total, Instant updatedAt, int tryNumber) implements JobProgress {

}
