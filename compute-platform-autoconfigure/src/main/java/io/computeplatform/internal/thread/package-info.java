/**
 * Application code on the library's threads. Changes that it leaves on a thread are
 * undone before the thread is reused.
 */
@NullMarked
package io.computeplatform.internal.thread;

import org.jspecify.annotations.NullMarked;
