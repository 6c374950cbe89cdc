package io.computeplatform;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message on a dead-letter queue: a job that failed for good, or a message on a job
 * queue that belongs to no job.
 *
 * @param jobId id of the job; {@code null} if the message names none
 * @param queue name of the queue it came from, without prefix
 * @param reason why it is here
 * @param tryCount attempts that were started; 0 for a message that belongs to no job
 * @param exceptionClass class name of what was thrown, if anything was
 * @param message short message of the failure
 * @param payload exact payload of the job, or exact body of the rejected message, as
 * UTF-8 text
 * @param headers all headers of the message, as the broker delivered them
 */
public record DeadLetter(@Nullable JobId jobId, String queue, FailureReason reason, int tryCount,
		@Nullable String exceptionClass, @Nullable String message, String payload, Map<String, Object> headers) {

	public DeadLetter {
		headers = Map.copyOf(headers);
	}

	/**
	 * Without payload and headers, which may be sensitive, so that a letter can be
	 * logged.
	 */
	@Override
	public String toString() {
		return "DeadLetter[jobId=" + this.jobId + ", queue=" + this.queue + ", reason=" + this.reason + ", tryCount="
				+ this.tryCount + ", exceptionClass=" + this.exceptionClass + ", message=" + this.message + "]";
	}

}
