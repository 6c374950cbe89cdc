/**
 * A document server on loopback with simulated failures.
 */
@NullMarked
package io.computeplatform.sample.server;

import org.jspecify.annotations.NullMarked;
