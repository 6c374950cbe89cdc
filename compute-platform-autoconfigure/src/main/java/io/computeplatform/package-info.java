/**
 * API of an application: submits and executes jobs, with the types that describe them.
 */
@NullMarked
package io.computeplatform;

import org.jspecify.annotations.NullMarked;
