package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How and why an attempt failed, as plain text. No exception is deserialized from it.
 * Later versions may add methods: applications read this type and do not implement it.
 */
public interface JobFailure {

	/**
	 * {@return kind of failure}
	 */
	FailureReason reason();

	/**
	 * {@return class name of the exception, if there was one}
	 */
	@Nullable String exceptionClass();

	/**
	 * {@return message of the exception, truncated}
	 */
	@Nullable String message();

	/**
	 * {@return when the attempt ended, by the database's clock}
	 */
	Instant at();

}
