/**
 * Queues with their settings and executors. Properties and executor beans are read and
 * validated once, at start-up; all other packages use the result.
 */
@NullMarked
package io.computeplatform.internal.queue;

import org.jspecify.annotations.NullMarked;
