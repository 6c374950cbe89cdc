/**
 * Support for tests of applications: production code and a real database, without a
 * broker and without background threads. The test runs due jobs, simulates the passage of
 * time, and asserts on jobs.
 */
@NullMarked
package io.computeplatform.test;

import org.jspecify.annotations.NullMarked;
