/**
 * Observes submits and attempts where the application has an observation registry. What a
 * tracer writes about a submit is kept in the job's row, so that every attempt of any
 * process belongs to the same trace.
 */
@NullMarked
package io.computeplatform.tracing;

import org.jspecify.annotations.NullMarked;
