package io.computeplatform.internal.tracing;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.tracing.TracedMain.Ended;
import io.computeplatform.internal.tracing.TracedMain.Spans;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class TracingFaultTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private static final String NO_REGISTRY = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration,"
			+ "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration";

	private final TestEnvironment environment;

	TracingFaultTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void attemptInAnotherProcessIsAChildOfTheSubmit() {
		try (TestApplication submitter = TracedMain.start(this.environment, NO_WORKER);
				JavaProcess worker = startWorker()) {
			JobId id = submitter.submit(Work.succeed());
			Ended submit = submitter.bean(Spans.class).awaitSubmit(id);
			assertThat(worker.awaitLine("SPAN .*attempt work.*" + id, Duration.ofSeconds(60)))
				.contains("traceId=" + submit.traceId(), "parentId=" + submit.id());
		}
	}

	@Test
	void attemptAfterTheLossOfAWorkerIsAChildOfTheSubmit() {
		JobId id;
		Ended submit;
		try (TestApplication submitter = TracedMain.start(this.environment, NO_WORKER);
				JavaProcess worker = startWorker()) {
			id = submitter.submit(Work.haltBefore(2));
			submit = submitter.bean(Spans.class).awaitSubmit(id);
			worker.exitValue(Duration.ofSeconds(60));
		}
		try (TestApplication other = TracedMain.start(this.environment)) {
			assertThat(other.bean(Spans.class).awaitAttempts(id, 1)).singleElement().satisfies((attempt) -> {
				assertThat(attempt.tags()).containsEntry("job.try", "2");
				assertThat(attempt.parentId()).isEqualTo(submit.id());
			});
		}
	}

	private JavaProcess startWorker() {
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.putAll(TracedMain.settings());
		return JavaProcess.start(TracedMain.class, settings);
	}

	@Test
	void nothingIsStoredWithoutARegistryAndAttemptsStartTracesOfTheirOwn() {
		JobId id;
		try (TestApplication untraced = TestApplication.start(this.environment, WorkerMain.class,
				TestApplication.EVERYTHING, NO_REGISTRY, NO_WORKER)) {
			assertThat(untraced.context().getBeanProvider(ObservationRegistry.class)).isEmpty();
			id = untraced.submit(Work.succeed());
			assertThat(TracedMain.trace(untraced, id)).isNull();
		}
		try (TestApplication traced = TracedMain.start(this.environment)) {
			assertThat(traced.bean(Spans.class).awaitAttempts(id, 1).get(0).parentId()).isEqualTo(TracedMain.NO_PARENT);
		}
	}

	@Test
	void jobOfATracedSubmitRunsWithoutARegistry() {
		JobId id;
		try (TestApplication traced = TracedMain.start(this.environment, NO_WORKER)) {
			id = traced.submit(Work.succeed());
		}
		try (TestApplication untraced = TestApplication.start(this.environment, WorkerMain.class,
				TestApplication.EVERYTHING, NO_REGISTRY)) {
			untraced.await(id, JobStatus.COMPLETE);
		}
	}

	@Test
	void nothingIsStoredWhenObservationsAreSwitchedOff() {
		try (TestApplication application = TracedMain.start(this.environment,
				"management.observations.enable.compute.job=false")) {
			JobId id = application.submit(Work.succeed());
			application.await(id, JobStatus.COMPLETE);
			assertThat(TracedMain.trace(application, id)).isNull();
		}
	}

	@Test
	void attemptThatDoesNotEndIsShownWhenItIsSettledWithoutItsThread() {
		try (TestApplication application = TracedMain.start(this.environment, "compute.async.queues.work.timeout=1s",
				"compute.async.max-retries=0")) {
			JobId id = application.submit(Work.takeUnheeding(20_000));
			Ended attempt = application.bean(Spans.class).awaitAttempts(id, 1).get(0);
			assertThat(attempt.tags()).containsEntry("outcome", "timed-out");
			assertThat(attempt.error()).hasMessageContaining("PT1S");
		}
	}

	@Test
	void attemptThatIsGivenBackByAWorkerThatStopsIsNoError() {
		JobId id;
		Spans spans;
		try (TestApplication application = TracedMain.start(this.environment)) {
			spans = application.bean(Spans.class);
			id = application.submit(Work.take(60_000));
			application.await(id, JobStatus.IN_PROGRESS);
		}
		Ended attempt = spans.awaitAttempts(id, 1).get(0);
		assertThat(attempt.tags()).containsEntry("outcome", "released");
		assertThat(attempt.error()).isNull();
	}

	@Test
	void jobsGoOnAsIfNobodyObservedThemWhenObserversFail() {
		try (TestApplication application = TestApplication.start(this.environment, FailingObserver.class,
				TestApplication.EVERYTHING)) {
			assertThat(Callback.values()).allSatisfy((callback) -> {
				application.bean(FailingObserver.class).failing = callback;
				JobId id = application.submit(Work.failBefore(2));
				assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			});
			assertThat(application.bean(FailingObserver.class).failed).containsExactly(Callback.values());
		}
	}

	private enum Callback {

		START, ERROR, STOP

	}

	@Import(WorkerMain.class)
	static class FailingObserver implements ObservationHandler<Observation.Context> {

		private final Set<Callback> failed = Collections.synchronizedSet(EnumSet.noneOf(Callback.class));

		private volatile Callback failing;

		@Override
		public void onStart(Observation.Context context) {
			failAt(Callback.START);
		}

		@Override
		public void onError(Observation.Context context) {
			failAt(Callback.ERROR);
		}

		@Override
		public void onStop(Observation.Context context) {
			failAt(Callback.STOP);
		}

		private void failAt(Callback callback) {
			if (callback == this.failing) {
				this.failed.add(callback);
				throw new LinkageError("The observer fails on purpose at " + callback);
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext || context instanceof ReceiverContext;
		}

	}

}
