package io.computeplatform.internal.worker;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class WorkerConfigurationTests {

	private final TestEnvironment environment;

	WorkerConfigurationTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void graceThatOutlastsTheShutdownPhaseIsRefused() {
		this.environment.queue("work");
		assertThat(FailedStart.report(this.environment, WorkerMain.class, "compute.async.queues.work.concurrency=1",
				"compute.async.worker.shutdown-grace=40s"))
			.contains("Invalid value '40s' for configuration property 'compute.async.worker.shutdown-grace'",
					"compute.async.worker.interrupt-grace", "spring.lifecycle.timeout-per-shutdown-phase");
	}

	@Test
	void longerShutdownPhaseAllowsALongerGrace() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.worker.shutdown-grace=40s", "spring.lifecycle.timeout-per-shutdown-phase=1m")) {
			assertThat(application.context().isRunning()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a=b", "spring.main.lazy-initialization=true" })
	void executorThatReturnsBeforeItsJobHasRunIsRefused(String property) {
		assertThat(FailedStart.report(this.environment, Detached.class, property))
			.contains("The JobExecutor bean 'detached' is @Async", "Remove @Async from it");
	}

	@Test
	void virtualThreadsRunJobsWhereThereAreAnyAndPlatformThreadsElsewhere() {
		try (TestApplication application = TestApplication.start(this.environment, ThreadReporter.class,
				"spring.threads.virtual.enabled=true")) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			assertThat(application.bean(ThreadReporter.class).ranOnVirtualThread())
				.isEqualTo(Runtime.version().feature() >= 21);
		}
	}

	@Test
	void platformThreadsRunJobsUnlessVirtualOnesAreAskedFor() {
		try (TestApplication application = TestApplication.start(this.environment, ThreadReporter.class)) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			assertThat(application.bean(ThreadReporter.class).ranOnVirtualThread()).isFalse();
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class Detached {

		@Bean
		DetachedExecutor detached() {
			return new DetachedExecutor();
		}

	}

	static class DetachedExecutor implements JobExecutor<Work> {

		@Async
		@Override
		public void execute(JobContext<Work> job) {
		}

	}

}
