package io.computeplatform.internal.store;

import java.time.Instant;

import io.computeplatform.JobStackSample;

/**
 * A row of a {@link JobStackSample}.
 */
record JobStackSampleRow(int tryNumber, String worker, Instant at, String stackTrace) implements JobStackSample {

}
