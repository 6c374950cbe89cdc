package io.computeplatform;

/**
 * Executes jobs with a payload of type {@code P}. A bean of this type is all an
 * application has to write. It serves every queue, or those that {@link ForQueue} names;
 * one executor for each queue and payload type.
 * <p>
 * Called by several threads at once. A job can be executed more than once (a worker may
 * die before its success is recorded), so side effects should be idempotent; the job's id
 * and try number help with that.
 *
 * @param <P> type of the payload, read from JSON by Jackson
 */
@FunctionalInterface
public interface JobExecutor<P> {

	/**
	 * Executes one attempt. To return is success; to throw is failure, and the job is
	 * tried again later unless its tries are used up or the exception is
	 * {@linkplain NonRetryableJobException not to be retried}.
	 * @param job payload and circumstances of the attempt
	 * @throws Exception whatever made the attempt fail
	 */
	void execute(JobContext<P> job) throws Exception;

}
