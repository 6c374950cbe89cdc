/**
 * The processes in which contenders are measured.
 */
@NullMarked
package io.computeplatform.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
