/**
 * The processes that run the contenders.
 */
@NullMarked
package io.computeplatform.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
