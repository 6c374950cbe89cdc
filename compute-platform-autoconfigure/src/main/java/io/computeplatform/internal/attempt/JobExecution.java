package io.computeplatform.internal.attempt;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.computeplatform.JobExecutor;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.internal.queue.ExecutorDefinition;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.retry.Causes;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.PayloadJson;
import org.slf4j.MDC;

/**
 * Passes the payload of a claimed job to its executor. Internal, thread-safe.
 */
public final class JobExecution {

	private static final String JOB = "jobId";

	private static final String QUEUE = "jobQueue";

	private static final String TRY = "jobTry";

	private final JobQueues queues;

	private final PayloadJson payloads;

	private final Function<String, JobExecutor<Object>> executors;

	JobExecution(JobQueues queues, PayloadJson payloads, Function<String, JobExecutor<Object>> executors) {
		this.queues = queues;
		this.payloads = payloads;
		this.executors = executors;
	}

	public void execute(Attempt attempt, UnaryOperator<JobExecutor<Object>> around) throws Exception {
		ExecutorDefinition executor = executor(attempt);
		// Makes the log lines of an executor searchable by job.
		MDC.put(JOB, attempt.claim().id().toString());
		MDC.put(QUEUE, attempt.queue().name());
		MDC.put(TRY, String.valueOf(attempt.claim().tryNumber()));
		try {
			JobExecutor<Object> bean = this.executors.apply(executor.beanName());
			executor.check(bean);
			AttemptContext context = new AttemptContext(attempt, payload(attempt, executor));
			attempt.report().capturing(() -> around.apply(bean).execute(context));
		}
		finally {
			List.of(JOB, QUEUE, TRY).forEach(MDC::remove);
		}
	}

	private ExecutorDefinition executor(Attempt attempt) {
		Claim.Claimed claim = attempt.claim();
		List<ExecutorDefinition> takers = this.queues.executorsFor(attempt.queue(), claim.type(), claim.otherTypes());
		if (takers.size() != 1) {
			// A claimed job had at least one executor.
			throw new NonRetryableJobException("Payload type " + claim.type() + " needs one JobExecutor in queue '"
					+ claim.queue() + "'; " + JobQueues.describe(takers) + " take it alike");
		}
		return takers.get(0);
	}

	/**
	 * Jackson wraps an OutOfMemoryError as a read failure, but it says nothing about the
	 * payload.
	 */
	private static void throwIfOutOfMemory(JsonProcessingException failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof OutOfMemoryError error) {
				throw error;
			}
		}
	}

	private Object payload(Attempt attempt, ExecutorDefinition executor) {
		try {
			return this.payloads.read(attempt.claim().payload(), executor.payloadType());
		}
		catch (JsonProcessingException ex) {
			throwIfOutOfMemory(ex);
			String message = "The payload can't be read as " + executor.payloadType().getTypeName() + ": "
					+ this.payloads.describe(ex);
			if (PayloadJson.isOfUnknownSubtype(ex)) {
				throw new UnknownSubtypeException(message);
			}
			throw new NonRetryableJobException(message, PayloadJson.causeInPayload(ex));
		}
	}

}
