package io.computeplatform.internal.report;

import java.time.Duration;

/**
 * Limits of what one attempt reports.
 *
 * @param maxLines lines of its log that are kept
 * @param maxLogBytes size of its log
 * @param maxResultBytes size of its result
 * @param sampleAfter age from which its thread is sampled
 */
record ReportLimits(int maxLines, long maxLogBytes, long maxResultBytes, Duration sampleAfter) {

}
