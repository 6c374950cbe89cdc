/**
 * Compares failed jobs with their dead letters, and mends the differences.
 */
@NullMarked
package io.computeplatform.reconcile;

import org.jspecify.annotations.NullMarked;
