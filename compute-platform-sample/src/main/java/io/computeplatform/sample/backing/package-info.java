/**
 * PostgreSQL and the AMQP broker: embedded or configured.
 */
@NullMarked
package io.computeplatform.sample.backing;

import org.jspecify.annotations.NullMarked;
