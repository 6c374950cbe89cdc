/**
 * Meters, where the application has a registry for them: what this process sees happen is
 * counted by listening to events, and what there is, is read from the rows.
 */
@NullMarked
package io.computeplatform.metrics;

import org.jspecify.annotations.NullMarked;
