/**
 * PostgreSQL and the AMQP broker: embedded, or those that the configuration names.
 */
@NullMarked
package io.computeplatform.sample.backing;

import org.jspecify.annotations.NullMarked;
