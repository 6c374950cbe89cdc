/**
 * A document server with hiccups, on loopback.
 */
@NullMarked
package io.computeplatform.sample.server;

import org.jspecify.annotations.NullMarked;
