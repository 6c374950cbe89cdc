/**
 * PostgreSQL and an AMQP broker out of Maven artifacts, for a first run and for tests.
 */
@org.jspecify.annotations.NullMarked
package io.computeplatform.embedded;
