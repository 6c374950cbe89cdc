/**
 * Writes and reads audit entries. Each is written in the transaction of the action.
 */
@NullMarked
package io.computeplatform.internal.audit;

import org.jspecify.annotations.NullMarked;
