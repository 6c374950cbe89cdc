/**
 * The front door. A call is checked and becomes a row; the row's message is handed to
 * dispatch after the commit.
 */
@NullMarked
package io.computeplatform.submission;

import org.jspecify.annotations.NullMarked;
