package io.computeplatform.worker;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.computeplatform.JobExecutor;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.queue.ExecutorDefinition;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.retry.Causes;
import io.computeplatform.store.Claim;
import io.computeplatform.store.PayloadJson;
import org.slf4j.MDC;

/**
 * Hands the payload of a claimed job to its executor.
 */
final class JobExecution {

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

	void execute(Attempt attempt, UnaryOperator<JobExecutor<Object>> around) throws Exception {
		ExecutorDefinition executor = executor(attempt);
		// Whatever the executor logs can be found by its job.
		MDC.put(JOB, attempt.claim().id().toString());
		MDC.put(QUEUE, attempt.queue().name());
		MDC.put(TRY, String.valueOf(attempt.claim().tryNumber()));
		try {
			JobExecutor<Object> bean = this.executors.apply(executor.beanName());
			executor.check(bean);
			around.apply(bean).execute(new AttemptContext(attempt, payload(attempt, executor)));
		}
		finally {
			List.of(JOB, QUEUE, TRY).forEach(MDC::remove);
		}
	}

	private ExecutorDefinition executor(Attempt attempt) {
		Claim.Won claim = attempt.claim();
		List<ExecutorDefinition> takers = this.queues.executorsFor(attempt.queue(), claim.type(), claim.otherTypes());
		if (takers.size() != 1) {
			// What was claimed has one at least.
			throw new NonRetryableJobException("Payload type " + claim.type() + " needs one JobExecutor in queue '"
					+ claim.queue() + "'; " + JobQueues.describe(takers) + " take it alike");
		}
		return takers.get(0);
	}

	/**
	 * Says nothing about the payload, though Jackson makes it a failure to read it.
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
			throw new NonRetryableJobException("The payload can't be read as " + executor.payloadType().getTypeName()
					+ ": " + this.payloads.describe(ex), PayloadJson.causeInPayload(ex));
		}
	}

}
