/**
 * Collects what attempts report while they run, progress, log lines and stack samples,
 * and writes it for all attempts of the worker at once.
 */
@NullMarked
package io.computeplatform.internal.report;

import org.jspecify.annotations.NullMarked;
