/**
 * Texts that come from anybody and are shown to others.
 */
@NullMarked
package io.computeplatform.text;

import org.jspecify.annotations.NullMarked;
