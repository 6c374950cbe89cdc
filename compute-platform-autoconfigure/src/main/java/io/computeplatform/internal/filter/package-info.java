/**
 * Conditions on jobs, and pages of what they match, as text and as SQL.
 */
@NullMarked
package io.computeplatform.internal.filter;

import org.jspecify.annotations.NullMarked;
