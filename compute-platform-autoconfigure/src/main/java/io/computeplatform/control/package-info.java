/**
 * Administration of queues: pause and resume them, move their jobs, compare their dead
 * letters with failed jobs, and handle rejected messages.
 */
@NullMarked
package io.computeplatform.control;

import org.jspecify.annotations.NullMarked;
