package io.computeplatform.internal.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.JobId;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One of eight submitters is interrupted again and again, while they wait for a
 * connection.
 */
@Tag("engine")
@WithTestEnvironment
class InterruptedSubmitTests {

	private static final int SUBMITTERS = 8;

	private static final int SUBMITS = 30;

	private static final Duration BETWEEN_INTERRUPTS = Duration.ofNanos(300_000);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean over = new AtomicBoolean();

	private final TestEnvironment environment;

	private TestApplication application;

	private JdbcClient outside;

	InterruptedSubmitTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void start() {
		this.application = TestApplication.start(this.environment, "compute.async.worker.enabled=false",
				"spring.datasource.hikari.maximum-pool-size=2");
		this.outside = JdbcClient.create(new DriverManagerDataSource(this.environment.jdbcUrl(),
				this.environment.postgres().username(), this.environment.postgres().password()));
		this.outside.sql("truncate compute.jobs cascade").update();
	}

	@AfterEach
	void stop() {
		this.over.set(true);
		this.threads.shutdownNow();
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void interruptOfOneSubmitterReachesNoOtherAndEachOutcomeIsTrue(boolean chosenIds) {
		List<CompletableFuture<Submitter>> submitters = IntStream.range(0, SUBMITTERS)
			.mapToObj((number) -> new Submitter(number, chosenIds))
			.map((submitter) -> CompletableFuture.supplyAsync(submitter::run, this.threads))
			.toList();
		List<CompletableFuture<Void>> holders = Stream
			.generate(() -> CompletableFuture.runAsync(this::holdConnection, this.threads))
			.limit(2)
			.toList();
		List<Submitter> ended = submitters.stream().map(CompletableFuture::join).toList();
		this.over.set(true);
		holders.forEach(CompletableFuture::join);
		assertThat(ended.get(0).failures).as("submits that were interrupted").isNotEmpty();
		assertThat(ended.subList(1, SUBMITTERS)).allSatisfy((innocent) -> assertThat(innocent.failures).isEmpty());
		for (Submitter submitter : ended) {
			submitter.ids.forEach((number, id) -> assertThat(rows(number)).containsExactly(id.value()));
			submitter.failures.forEach((number, failure) -> {
				// It says that there was no connection, and does not hide that one broke.
				assertThat(failure).isInstanceOf(CannotGetJdbcConnectionException.class);
				assertThat(failure.getSuppressed()).allSatisfy(
						(together) -> assertThat(together).isInstanceOf(CannotGetJdbcConnectionException.class));
				assertThat(rows(number)).isEmpty();
			});
		}
		assertThat(this.outside.sql("select count(*) from compute.jobs").query(Integer.class).single())
			.isEqualTo(ended.stream().mapToInt((submitter) -> submitter.ids.size()).sum());
	}

	private List<UUID> rows(int number) {
		return this.outside.sql("select id from compute.jobs where payload ->> 'number' = ?")
			.param(String.valueOf(number))
			.query(UUID.class)
			.list();
	}

	/** Of two connections both are held most of the time. */
	private void holdConnection() {
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		while (!this.over.get()) {
			jdbc.sql("select pg_sleep(0.005)").query((row) -> {
			});
		}
	}

	private final class Submitter {

		private final int number;

		private final boolean chosenIds;

		private final Map<Integer, JobId> ids = new LinkedHashMap<>();

		private final Map<Integer, Throwable> failures = new LinkedHashMap<>();

		Submitter(int number, boolean chosenIds) {
			this.number = number;
			this.chosenIds = chosenIds;
		}

		Submitter run() {
			AtomicBoolean ended = new AtomicBoolean();
			List<CompletableFuture<Void>> interrupter = new ArrayList<>();
			if (this.number == 0) {
				Thread submitter = Thread.currentThread();
				interrupter.add(CompletableFuture.runAsync(() -> {
					while (!ended.get()) {
						submitter.interrupt();
						LockSupport.parkNanos(BETWEEN_INTERRUPTS.toNanos());
					}
				}, InterruptedSubmitTests.this.threads));
			}
			IntStream.range(0, SUBMITS).map((index) -> this.number * SUBMITS + index).forEach(this::submit);
			ended.set(true);
			return this;
		}

		private void submit(int number) {
			SubmitOptions options = SubmitOptions.defaults();
			try {
				this.ids.put(number,
						InterruptedSubmitTests.this.application.platform()
							.submit(TestApplication.QUEUE, new Work("succeed", number),
									this.chosenIds ? options.withId(new JobId(UUID.randomUUID())) : options));
			}
			catch (RuntimeException ex) {
				this.failures.put(number, ex);
			}
			finally {
				Thread.interrupted();
			}
		}

	}

}
