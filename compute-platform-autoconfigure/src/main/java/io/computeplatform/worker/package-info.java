/**
 * Runs attempts. A message is claimed, its job executed, the outcome decided and settled
 * in the row; what the row then owes is dispatched, and the message acknowledged.
 */
@NullMarked
package io.computeplatform.worker;

import org.jspecify.annotations.NullMarked;
