/**
 * What a person at the terminal reads: a line per event, then the whole run.
 */
@NullMarked
package io.computeplatform.sample.report;

import org.jspecify.annotations.NullMarked;
