/**
 * Hides what is sensitive in payloads that are shown.
 */
@NullMarked
package io.computeplatform.masking;

import org.jspecify.annotations.NullMarked;
