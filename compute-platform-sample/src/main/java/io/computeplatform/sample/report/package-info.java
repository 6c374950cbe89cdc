/**
 * Console output: a line for each event, then a report of the run.
 */
@NullMarked
package io.computeplatform.sample.report;

import org.jspecify.annotations.NullMarked;
