/**
 * Compares failed jobs with their dead letters, and mends the differences. Shows messages
 * that were rejected, and moves them back.
 */
@NullMarked
package io.computeplatform.reconcile;

import org.jspecify.annotations.NullMarked;
