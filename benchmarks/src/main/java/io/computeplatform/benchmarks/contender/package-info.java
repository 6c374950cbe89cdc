/**
 * What is measured: this product, and what users would pick instead.
 */
@NullMarked
package io.computeplatform.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
