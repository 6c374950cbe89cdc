/**
 * Where PostgreSQL and RabbitMQ are, and a place of one's own on them.
 */
@NullMarked
package io.computeplatform.benchmarks.server;

import org.jspecify.annotations.NullMarked;
