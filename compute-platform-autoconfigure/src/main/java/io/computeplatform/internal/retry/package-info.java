/**
 * Decisions on failed attempts: whether and when the job is retried. Uses spring-retry's
 * policies; independent of rows and messages.
 */
@NullMarked
package io.computeplatform.internal.retry;

import org.jspecify.annotations.NullMarked;
