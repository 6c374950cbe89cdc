/**
 * Measures this product and its peers side by side, in interleaved rounds on the same
 * servers.
 */
@NullMarked
package io.computeplatform.benchmarks;

import org.jspecify.annotations.NullMarked;
