/**
 * Deletes jobs and operations that were finished long ago, so that the tables don't grow
 * for ever.
 */
@NullMarked
package io.computeplatform.retention;

import org.jspecify.annotations.NullMarked;
