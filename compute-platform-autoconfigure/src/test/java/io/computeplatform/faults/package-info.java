/**
 * What the design promises when something breaks, proven on real servers: processes are
 * killed, connections cut, messages lost, and the result is read from outside.
 */
@NullMarked
package io.computeplatform.faults;

import org.jspecify.annotations.NullMarked;
