/**
 * What administrators do with queues: pause and resume them, for all workers.
 */
@NullMarked
package io.computeplatform.control;

import org.jspecify.annotations.NullMarked;
