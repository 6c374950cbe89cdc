/**
 * The measures of a contender within one process.
 */
@NullMarked
package io.computeplatform.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
