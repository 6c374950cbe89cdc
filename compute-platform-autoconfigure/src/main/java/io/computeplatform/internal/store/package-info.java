/**
 * The rows and their transitions: statements that change jobs, each guarded by the
 * expected state, and the schema.
 */
@NullMarked
package io.computeplatform.internal.store;

import org.jspecify.annotations.NullMarked;
