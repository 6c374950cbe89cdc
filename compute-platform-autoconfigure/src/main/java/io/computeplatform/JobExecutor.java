package io.computeplatform;

/**
 * Executes jobs with a payload of type {@code P}. An application declares a bean of this
 * type. It serves every queue, or those that {@link ForQueue} names. There is at most one
 * executor for each queue and payload type.
 * <p>
 * Several threads call it concurrently. A job can be executed more than once, for example
 * if a worker dies before it records a success. Side effects should therefore be
 * idempotent; the job's id and try number help with that.
 *
 * @param <P> type of the payload, read from JSON by Jackson
 */
@FunctionalInterface
public interface JobExecutor<P> {

	/**
	 * Executes one attempt. The attempt succeeds if this method returns, and fails if it
	 * throws. A failed job is retried unless its tries are used up or the exception is
	 * {@linkplain NonRetryableJobException not retryable}.
	 * @param job payload and context of the attempt
	 * @throws Exception the failure of the attempt
	 */
	void execute(JobContext<P> job) throws Exception;

}
