/**
 * What the tests run against: which servers, an isolated place on each, and the means to
 * break them.
 */
@NullMarked
package io.computeplatform.testing;

import org.jspecify.annotations.NullMarked;
