/**
 * Settles failed attempts, wherever they are found: decided, recorded in the row, and
 * what the row then owes dispatched.
 */
@NullMarked
package io.computeplatform.settlement;

import org.jspecify.annotations.NullMarked;
