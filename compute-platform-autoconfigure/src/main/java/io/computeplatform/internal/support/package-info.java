/**
 * Utilities of several packages.
 */
@NullMarked
package io.computeplatform.internal.support;

import org.jspecify.annotations.NullMarked;
