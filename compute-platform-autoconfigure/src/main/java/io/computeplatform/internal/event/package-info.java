/**
 * Publishes application events, each after the transaction that made the change.
 */
@NullMarked
package io.computeplatform.internal.event;

import org.jspecify.annotations.NullMarked;
