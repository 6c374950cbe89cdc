package io.computeplatform;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message on a dead-letter queue: the dead letter of a job that failed for good, or a
 * message on a job queue that belongs to no job. Later versions may add methods:
 * applications read this type and do not implement it.
 */
public interface DeadLetter {

	/**
	 * {@return id of the job; {@code null} if the message names none}
	 */
	@Nullable JobId jobId();

	/**
	 * {@return name of the queue it came from, without prefix}
	 */
	String queue();

	/**
	 * {@return why it is on the dead-letter queue}
	 */
	FailureReason reason();

	/**
	 * {@return attempts that were started; 0 for a message that belongs to no job}
	 */
	int tryCount();

	/**
	 * {@return class name of the exception, if there was one}
	 */
	@Nullable String exceptionClass();

	/**
	 * {@return short message of the failure, if there is one}
	 */
	@Nullable String message();

	/**
	 * {@return exact payload of the job, or exact body of the rejected message, as UTF-8
	 * text}
	 */
	String payload();

	/**
	 * {@return all headers of the message, as the broker delivered them}
	 */
	Map<String, Object> headers();

}
