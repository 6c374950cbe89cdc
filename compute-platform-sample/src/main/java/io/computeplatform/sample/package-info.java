/**
 * A Spring Boot application that downloads documents from an unreliable server and counts
 * their words.
 */
@NullMarked
package io.computeplatform.sample;

import org.jspecify.annotations.NullMarked;
