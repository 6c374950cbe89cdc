package io.computeplatform.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs run by a test are observed like jobs run by a worker.
 */
@SpringBootTest(classes = { WorkApplication.class, TracingTests.Observed.class })
@AutoConfigureJobTester
class TracingTests {

	@Autowired
	private AsyncPlatform platform;

	@Autowired
	private JobTester jobs;

	@Autowired
	private Propagation propagation;

	@BeforeEach
	void clear() {
		this.jobs.clear();
	}

	@Test
	void everyAttemptBelongsToTheTraceOfItsSubmit() {
		JobId id = this.platform.submit("work", Work.failBefore(2));
		this.jobs.run(id);
		this.jobs.run(id);
		assertThat(this.propagation.received).containsExactly("submit work, executor-failed", "submit work, complete");
	}

	@Configuration(proxyBeanMethods = false)
	static class Observed {

		@Bean
		Propagation propagation() {
			return new Propagation();
		}

		@Bean
		ObservationRegistry observationRegistry(Propagation propagation) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(propagation);
			return registry;
		}

	}

	/**
	 * Propagates a context as a tracer would.
	 */
	static class Propagation implements ObservationHandler<Observation.Context> {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof SenderContext<?> sender) {
				send(sender);
			}
		}

		private static <C> void send(SenderContext<C> context) {
			context.getSetter().set(context.getCarrier(), "sender", String.valueOf(context.getContextualName()));
		}

		@Override
		public void onStop(Observation.Context context) {
			if (context instanceof ReceiverContext<?> receiver) {
				this.received.add(receive(receiver) + ", " + context.getLowCardinalityKeyValue("outcome").getValue());
			}
		}

		private static <C> String receive(ReceiverContext<C> context) {
			return context.getGetter().get(context.getCarrier(), "sender");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
