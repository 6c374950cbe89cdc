/**
 * Messages and queues on RabbitMQ: format, publishing with confirms, declaration of
 * queues. Independent of the rows.
 */
@NullMarked
package io.computeplatform.internal.broker;

import org.jspecify.annotations.NullMarked;
