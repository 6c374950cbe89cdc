/**
 * What an application sees: submit jobs, execute them, and the values that describe them.
 */
@NullMarked
package io.computeplatform;

import org.jspecify.annotations.NullMarked;
