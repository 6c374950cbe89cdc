/**
 * Retention: deletes jobs and bulk operations that were finished long ago, so that the
 * tables don't grow without limit.
 */
@NullMarked
package io.computeplatform.internal.retention;

import org.jspecify.annotations.NullMarked;
