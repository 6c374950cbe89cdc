/**
 * PostgreSQL and RabbitMQ, and sandboxes on them.
 */
@NullMarked
package io.computeplatform.benchmarks.server;

import org.jspecify.annotations.NullMarked;
