/**
 * Health and endpoint, where the application has Actuator. Whatever is asked for is asked
 * for with a limit of time.
 */
@NullMarked
package io.computeplatform.actuate;

import org.jspecify.annotations.NullMarked;
