/**
 * Sends what a row owes. A committed row owes a message; the message is published; its
 * confirm is marked on the row, or the row goes on owing it.
 */
@NullMarked
package io.computeplatform.dispatch;

import org.jspecify.annotations.NullMarked;
