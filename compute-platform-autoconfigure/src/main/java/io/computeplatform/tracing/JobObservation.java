package io.computeplatform.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.computeplatform.text.Failures;
import io.micrometer.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One observation. Whatever observers throw, the job goes on as if nobody observed it.
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
	 * Runs something that belongs to what is observed, on this thread.
	 * @param <T> type of the result
	 * @param work what to run
	 * @return its result
	 */
	public <T> T inScope(Supplier<T> work) {
		Observation.Scope scope = guarded(Observation.Scope.NOOP, this.observation::openScope);
		try {
			return work.get();
		}
		finally {
			tell(scope::close);
		}
	}

	/**
	 * Tells how it ended.
	 * @param outcome one of few words
	 */
	public void outcome(String outcome) {
		tell(() -> this.observation.lowCardinalityKeyValue(OUTCOME, outcome));
	}

	/**
	 * Tells what was thrown.
	 * @param failure the failure
	 */
	public void error(Throwable failure) {
		tell(() -> this.observation.error(failure));
	}

	/**
	 * Ends it, on whatever thread, the first time that it is called.
	 */
	public void stop() {
		if (this.stopped.compareAndSet(false, true)) {
			tell(this.observation::stop);
		}
	}

	private static void tell(Runnable step) {
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
			// A job must not be tried again, or be refused, because of who watches it.
			LOG.error("What observes a job failed", Failures.readable(ex));
			return otherwise;
		}
	}

}
