/**
 * The outbox. A committed row has a pending message. It is published after the commit, or
 * by the relay, and its confirm is marked in the row.
 */
@NullMarked
package io.computeplatform.internal.outbox;

import org.jspecify.annotations.NullMarked;
