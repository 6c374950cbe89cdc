/**
 * The contenders: Compute Platform and its alternatives.
 */
@NullMarked
package io.computeplatform.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
