/**
 * Consumption of messages: lease, containers, acknowledgements, shutdown. Each message
 * leads to an attempt, and is acknowledged when its outcome is recorded.
 */
@NullMarked
package io.computeplatform.internal.worker;

import org.jspecify.annotations.NullMarked;
