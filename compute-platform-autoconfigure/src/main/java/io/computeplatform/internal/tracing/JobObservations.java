package io.computeplatform.internal.tracing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.NewJob;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Observes submits and attempts. Internal, thread-safe.
 */
public final class JobObservations {

	private static final String MIXED = "mixed";

	private final ObservationRegistry registry;

	JobObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Observes a submit.
	 * @param queue name of the queue
	 * @param jobs the jobs, at least one
	 * @param insert inserts them with the given trace context, or {@code null}
	 */
	public void submit(String queue, List<NewJob> jobs, Consumer<@Nullable String> insert) {
		if (this.registry.isNoop()) {
			insert.accept(null);
			return;
		}
		Map<String, String> carrier = new HashMap<>();
		JobObservation observation = JobObservation.start(() -> submit(queue, jobs, carrier));
		try {
			observation.inScope(() -> {
				insert.accept(TraceContextJson.write(carrier));
				return true;
			});
		}
		catch (Throwable ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	private Observation submit(String queue, List<NewJob> jobs, Map<String, String> carrier) {
		SenderContext<Map<String, String>> context = new SenderContext<>(Map::put);
		context.setCarrier(carrier);
		List<String> types = jobs.stream().map(NewJob::type).distinct().toList();
		return Observation.createNotStarted("compute.job.submit", () -> context, this.registry)
			.contextualName("submit " + queue)
			.lowCardinalityKeyValue("queue", queue)
			.lowCardinalityKeyValue("type", (types.size() == 1) ? types.get(0) : MIXED)
			.highCardinalityKeyValue((jobs.size() == 1) ? KeyValue.of("job.id", jobs.get(0).id().toString())
					: KeyValue.of("job.count", String.valueOf(jobs.size())));
	}

	/**
	 * Starts to observe an attempt.
	 * @param claim the claim of the attempt
	 * @return its observation, to be stopped
	 */
	public JobObservation attempt(Claim.Claimed claim) {
		return this.registry.isNoop() ? JobObservation.NONE : JobObservation.start(() -> observation(claim));
	}

	private Observation observation(Claim.Claimed claim) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get);
		context.setCarrier(TraceContextJson.read(claim.trace()));
		return Observation.createNotStarted("compute.job.attempt", () -> context, this.registry)
			.contextualName("attempt " + claim.queue())
			.lowCardinalityKeyValue("queue", claim.queue())
			.lowCardinalityKeyValue("type", claim.type())
			// A meter must have the same tags at its start and at its end.
			.lowCardinalityKeyValue(JobObservation.OUTCOME, KeyValue.NONE_VALUE)
			.highCardinalityKeyValue("job.id", claim.id().toString())
			.highCardinalityKeyValue("job.try", String.valueOf(claim.tryNumber()));
	}

}
