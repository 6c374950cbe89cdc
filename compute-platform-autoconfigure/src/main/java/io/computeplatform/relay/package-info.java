/**
 * Sends what rows owe and nobody has sent: due now, lost on the way, or owed again
 * because a worker was lost.
 */
@NullMarked
package io.computeplatform.relay;

import org.jspecify.annotations.NullMarked;
