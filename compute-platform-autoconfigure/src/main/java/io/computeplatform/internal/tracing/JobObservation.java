package io.computeplatform.internal.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.computeplatform.internal.text.Failures;
import io.micrometer.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Micrometer observation. Exceptions of observation handlers do not affect the job.
 * Internal, thread-safe.
 */
public final class JobObservation {

	static final String OUTCOME = "outcome";

	static final JobObservation NONE = new JobObservation(Observation.NOOP);

	private static final Logger LOG = LoggerFactory.getLogger(JobObservation.class);

	private final Observation observation;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private JobObservation(Observation observation) {
		this.observation = observation;
	}

	static JobObservation start(Supplier<Observation> observation) {
		return guarded(NONE, () -> new JobObservation(observation.get().start()));
	}

	/**
	 * Runs work in the scope of the observation, on this thread.
	 * @param <T> type of the result
	 * @param work the work
	 * @return its result
	 */
	public <T> T inScope(Supplier<T> work) {
		Observation.Scope scope = guarded(Observation.Scope.NOOP, this.observation::openScope);
		try {
			return work.get();
		}
		finally {
			runSafely(scope::close);
		}
	}

	/**
	 * Sets the outcome.
	 * @param outcome a value of low cardinality
	 */
	public void outcome(String outcome) {
		runSafely(() -> this.observation.lowCardinalityKeyValue(OUTCOME, outcome));
	}

	/**
	 * Sets the exception.
	 * @param failure the exception
	 */
	public void error(Throwable failure) {
		runSafely(() -> this.observation.error(failure));
	}

	/**
	 * Ends the observation, on any thread. Only the first call has an effect.
	 */
	public void stop() {
		if (this.stopped.compareAndSet(false, true)) {
			runSafely(this.observation::stop);
		}
	}

	private static void runSafely(Runnable step) {
		guarded(true, () -> {
			step.run();
			return true;
		});
	}

	private static <T> T guarded(T otherwise, Supplier<T> step) {
		try {
			return step.get();
		}
		catch (Throwable ex) {
			// An observation handler must not cause a retry or a refusal of a job.
			LOG.error("An observation of a job failed", Failures.readable(ex));
			return otherwise;
		}
	}

}
