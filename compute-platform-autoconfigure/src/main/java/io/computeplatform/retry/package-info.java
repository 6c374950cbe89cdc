/**
 * What becomes of a job whose attempt failed: tried again, and when, or not. Decides by
 * spring-retry's policies; touches neither row nor message.
 */
@NullMarked
package io.computeplatform.retry;

import org.jspecify.annotations.NullMarked;
