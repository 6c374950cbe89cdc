/**
 * Submit jobs and look at them over HTTP. Failed ones are dealt with through Actuator's
 * endpoints.
 */
@NullMarked
package io.computeplatform.sample.web;

import org.jspecify.annotations.NullMarked;
