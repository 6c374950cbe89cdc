/**
 * Masks sensitive values in payloads that are shown.
 */
@NullMarked
package io.computeplatform.internal.masking;

import org.jspecify.annotations.NullMarked;
