/**
 * Observes submits and attempts if the application has an observation registry. The trace
 * context of a submit is stored in the job's row, so that all attempts in any process
 * belong to the same trace.
 */
@NullMarked
package io.computeplatform.internal.tracing;

import org.jspecify.annotations.NullMarked;
