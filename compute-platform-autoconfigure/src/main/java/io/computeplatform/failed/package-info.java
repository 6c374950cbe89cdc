/**
 * What administrators do with failed jobs: page through them, look at every attempt,
 * retry, discard.
 */
@NullMarked
package io.computeplatform.failed;

import org.jspecify.annotations.NullMarked;
