/**
 * Actuator health and endpoints. Each read has a time limit.
 */
@NullMarked
package io.computeplatform.internal.actuate;

import org.jspecify.annotations.NullMarked;
