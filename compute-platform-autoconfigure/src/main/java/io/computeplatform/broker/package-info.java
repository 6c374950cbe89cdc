/**
 * Messages and queues on RabbitMQ: what a message looks like, how it is published and
 * confirmed, which queues exist. Knows no row.
 */
@NullMarked
package io.computeplatform.broker;

import org.jspecify.annotations.NullMarked;
