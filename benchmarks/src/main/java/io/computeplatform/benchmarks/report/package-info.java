/**
 * The results as Markdown and as JSON.
 */
@NullMarked
package io.computeplatform.benchmarks.report;

import org.jspecify.annotations.NullMarked;
