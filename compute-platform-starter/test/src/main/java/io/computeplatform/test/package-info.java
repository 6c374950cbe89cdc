/**
 * For tests of applications: the real engine on the real database, without a broker and
 * without threads. The test runs due jobs itself, moves time, and asserts on jobs.
 */
@NullMarked
package io.computeplatform.test;

import org.jspecify.annotations.NullMarked;
