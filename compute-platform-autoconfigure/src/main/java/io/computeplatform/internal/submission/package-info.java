/**
 * Implementation of {@code AsyncPlatform}. A call is validated and becomes a row; its
 * message is published after the commit.
 */
@NullMarked
package io.computeplatform.internal.submission;

import org.jspecify.annotations.NullMarked;
