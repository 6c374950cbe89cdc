/**
 * Asks what may hang, on behalf of those who must not: scrapes of metrics, and probes of
 * health.
 */
@NullMarked
package io.computeplatform.probe;

import org.jspecify.annotations.NullMarked;
