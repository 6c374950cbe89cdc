/**
 * Attempts: claim, run, complete, fail, release, recover. The outcome of an attempt is
 * recorded in the row. A message that is pending then is published.
 */
@NullMarked
package io.computeplatform.internal.attempt;

import org.jspecify.annotations.NullMarked;
