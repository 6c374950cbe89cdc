/**
 * Application events. Each is published after the transaction that made the change.
 */
@NullMarked
package io.computeplatform.event;

import org.jspecify.annotations.NullMarked;
