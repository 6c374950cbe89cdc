/**
 * Conditions on failed jobs, as text and as SQL.
 */
@NullMarked
package io.computeplatform.internal.filter;

import org.jspecify.annotations.NullMarked;
