/**
 * Application events, each published after the transaction that made it true.
 */
@NullMarked
package io.computeplatform.event;

import org.jspecify.annotations.NullMarked;
