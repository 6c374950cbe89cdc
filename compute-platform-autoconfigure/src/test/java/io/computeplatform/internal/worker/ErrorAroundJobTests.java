package io.computeplatform.internal.worker;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobStarted;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Code of the application throws an error somewhere between the claim of a job and the
 * record of its outcome.
 */
@WithTestEnvironment
class ErrorAroundJobTests {

	private static TestApplication application;

	private static volatile Sandbox failing;

	@BeforeAll
	static void start(TestEnvironment environment) {
		// One consumer: whatever an error leaves behind would be met by the next job.
		application = TestApplication.start(environment, Failing.class, "compute.async.queues.work.concurrency=1",
				"compute.async.queues.work.prefetch=1", "compute.async.max-retries=0",
				"compute.async.queues.work.circuit-breaker.enabled=true",
				"compute.async.queues.work.circuit-breaker.window=100",
				"compute.async.queues.work.circuit-breaker.minimum-attempts=100");
	}

	@AfterEach
	void stopFailing() {
		failing = null;
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	static Stream<Arguments> errors() {
		return Arrays.stream(Sandbox.values())
			.flatMap((place) -> Stream
				.of(new OutOfMemoryError("On purpose"), new StackOverflowError("On purpose"),
						new NoClassDefFoundError("on/purpose"), new IOException("On purpose"))
				// That one Jackson takes for its own, and the payload for unreadable.
				.filter((error) -> place != Sandbox.CONVERTER || error instanceof Error)
				.map((error) -> Arguments.of(place, error)));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void jobIsSettledWithAReasonAndTheNextRuns(Sandbox place, Throwable error) {
		List<JobId> jobs = Stream.of(new Parsed("a"), new Converted("a"), new Proxied("a"))
			.filter((payload) -> place.type == null || place.type == payload.getClass())
			.map((payload) -> {
				place.error = error;
				failing = place;
				JobId id = application.submit(payload);
				Job ended = awaitEnd(id);
				failing = null;
				assertSettled(place, error, ended);
				return id;
			})
			.toList();
		assertThat(jobs).isNotEmpty();
		Stream.of(new Parsed("b"), new Converted("b"), new Proxied("b"))
			.map(application::submit)
			.toList()
			.forEach((id) -> application.await(id, JobStatus.COMPLETE));
	}

	private static void assertSettled(Sandbox place, Throwable error, Job ended) {
		if (place.reason == null) {
			assertThat(ended.status()).isEqualTo(JobStatus.COMPLETE);
			return;
		}
		assertThat(ended.status()).isEqualTo(JobStatus.FAILED);
		// Jackson takes an error for a payload that can't be read. One says nothing of
		// it.
		boolean refused = place == Sandbox.PAYLOAD && !(error instanceof OutOfMemoryError);
		assertThat(ended.lastFailure()).extracting(JobFailure::reason)
			.isEqualTo(refused ? FailureReason.NOT_RETRYABLE : place.reason);
		if (Set.of(Sandbox.PAYLOAD, Sandbox.CONVERTER, Sandbox.PROXY).contains(place)) {
			assertThat(application.failedJobs().attempts(ended.id())).singleElement()
				.satisfies((attempt) -> assertThat(attempt.stackTrace()).contains(error.toString()));
		}
	}

	private static Job awaitEnd(JobId id) {
		return Awaitility.await("End of job " + id)
			.atMost(Duration.ofSeconds(30))
			.until(() -> application.find(id), (job) -> job.status().isFinished());
	}

	private static void failAt(Sandbox place) {
		// The submit reads what it writes: only what a worker does is to fail.
		if (failing == place && Thread.currentThread().getName().startsWith("job-")) {
			throwAnyhow(place.error);
		}
	}

	/** As code in Kotlin does, where no exception is checked. */
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void throwAnyhow(Throwable error) throws E {
		throw (E) error;
	}

	/** Where code of the application runs, and what becomes of the job that it fails. */
	private enum Sandbox {

		PAYLOAD(Parsed.class, FailureReason.EXECUTOR_FAILED),

		CONVERTER(Converted.class, FailureReason.EXECUTOR_FAILED),

		PROXY(Proxied.class, FailureReason.EXECUTOR_FAILED),

		STARTED(null, null),

		COMPLETED(null, null),

		BEGIN(null, FailureReason.WORKER_LOST),

		TRANSACTION(Proxied.class, FailureReason.EXECUTOR_FAILED);

		private final Class<?> type;

		private final FailureReason reason;

		private volatile Throwable error;

		Sandbox(Class<?> type, FailureReason reason) {
			this.type = type;
			this.reason = reason;
		}

	}

	record Parsed(String text) {

		Parsed {
			failAt(Sandbox.PAYLOAD);
		}

	}

	@JsonDeserialize(converter = FailingConverter.class)
	record Converted(String text) {

	}

	record Text(String text) {

	}

	record Proxied(String text) {

	}

	static final class FailingConverter extends StdConverter<Text, Converted> {

		@Override
		public Converted convert(Text value) {
			failAt(Sandbox.CONVERTER);
			return new Converted(value.text());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Failing {

		@Bean
		JobExecutor<Parsed> parsed() {
			return (job) -> {
			};
		}

		@Bean
		JobExecutor<Converted> converted() {
			return (job) -> {
			};
		}

		@Bean
		@Lazy
		@SuppressWarnings("unchecked")
		JobExecutor<Proxied> proxied() {
			JobExecutor<Proxied> target = (job) -> leaveTransaction();
			return (JobExecutor<Proxied>) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { JobExecutor.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("execute")) {
							failAt(Sandbox.PROXY);
						}
						return method.invoke(target, arguments);
					});
		}

		private static void leaveTransaction() {
			if (failing == Sandbox.TRANSACTION) {
				TransactionSynchronizationManager.setActualTransactionActive(true);
				TransactionSynchronizationManager.bindResource(Sandbox.TRANSACTION, "left behind");
			}
		}

		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			return (ObservationRegistry) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { ObservationRegistry.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("isNoop")) {
							failAt(Sandbox.BEGIN);
						}
						return method.invoke(registry, arguments);
					});
		}

		@Bean
		PlatformTransactionManager failingTransactionManager() {
			return new FailingTransactionManager();
		}

		@EventListener
		void on(JobStarted event) {
			failAt(Sandbox.STARTED);
		}

		@EventListener({ JobCompleted.class, JobFailed.class })
		void on(Object event) {
			if (failing == Sandbox.COMPLETED) {
				throwAnyhow(Sandbox.COMPLETED.error);
			}
		}

	}

	private static final class FailingTransactionManager extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		@Override
		protected Object doGetTransaction() {
			failAt(Sandbox.TRANSACTION);
			return TransactionStatus.class;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
