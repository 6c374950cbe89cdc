/**
 * Submits and shows jobs over HTTP. Failed jobs are handled with Actuator's endpoints.
 */
@NullMarked
package io.computeplatform.sample.web;

import org.jspecify.annotations.NullMarked;
