/**
 * Micrometer meters: counters and timers listen to events of this process, gauges read
 * the rows.
 */
@NullMarked
package io.computeplatform.internal.metrics;

import org.jspecify.annotations.NullMarked;
