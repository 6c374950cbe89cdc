/**
 * A Spring Boot application with a real job: it downloads documents from a server with
 * hiccups and counts their words.
 */
@NullMarked
package io.computeplatform.sample;

import org.jspecify.annotations.NullMarked;
