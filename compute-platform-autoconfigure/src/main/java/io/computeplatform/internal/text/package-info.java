/**
 * Text from untrusted sources that is shown or logged.
 */
@NullMarked
package io.computeplatform.internal.text;

import org.jspecify.annotations.NullMarked;
