/**
 * Measures Compute Platform compared with alternatives, in interleaved rounds on the same
 * servers.
 */
@NullMarked
package io.computeplatform.benchmarks;

import org.jspecify.annotations.NullMarked;
