/**
 * Which queues there are, what holds for each, and who executes its jobs. Properties and
 * executor beans are read and checked once, at start-up; everything else gets the result.
 */
@NullMarked
package io.computeplatform.queue;

import org.jspecify.annotations.NullMarked;
