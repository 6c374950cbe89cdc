/**
 * Submit jobs, look at them, retry and discard failed ones, over HTTP.
 */
@NullMarked
package io.computeplatform.sample.web;

import org.jspecify.annotations.NullMarked;
