package io.computeplatform.internal.submission;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class AwaitResultTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private TestEnvironment environment;

	private TestApplication application;

	private AsyncPlatform platform;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = TestApplication.start(environment, Squares.class, "compute.async.queues.work.concurrency=4");
		this.platform = this.application.platform();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void callerHasTheResultWhenTheJobEndsInItsProcess() throws Exception {
		JobId id = this.application.submit(new Square(7, 1000));
		long start = System.nanoTime();
		Job job = this.platform.awaitResult(id, LONG).orElseThrow();
		assertThat(job.result(Integer.class)).contains(49);
		// The pause between two looks had grown to 800 ms by then.
		assertThat(Duration.between(job.finishedAt(), databaseTime())).isLessThan(Duration.ofMillis(500));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
	}

	private Instant databaseTime() {
		return this.application.bean(JdbcClient.class)
			.sql("select clock_timestamp()")
			.query(OffsetDateTime.class)
			.single()
			.toInstant();
	}

	@Test
	void callerHasTheResultOfAJobThatRunsInAnotherProcess() throws Exception {
		try (TestApplication submitter = TestApplication.start(this.environment, Squares.class,
				"compute.async.worker.enabled=false")) {
			JobId id = submitter.submit(new Square(8, 500));
			assertThat(submitter.platform().awaitResult(id, LONG).orElseThrow().result(Integer.class)).contains(64);
		}
	}

	@Test
	void jobThatFailsForGoodEndsTheWaitAndARetryDoesNot() throws Exception {
		JobId id = this.platform.submit("work", new Square(-1, 0), SubmitOptions.defaults().withMaxRetries(2));
		Job job = this.platform.awaitResult(id, LONG).orElseThrow();
		assertThat(job.status()).isEqualTo(JobStatus.FAILED);
		assertThat(job.tryCount()).isEqualTo(3);
		assertThat(job.result()).isEmpty();
	}

	@Test
	void cancelledJobEndsTheWait() throws Exception {
		JobId id = this.platform.submit("work", new Square(1, 0), SubmitOptions.defaults().withDelay(LONG));
		CompletableFuture<Optional<Job>> wait = waitFor(id, LONG);
		this.platform.cancel(id);
		assertThat(wait.get(30, TimeUnit.SECONDS)).get().extracting(Job::status).isEqualTo(JobStatus.CANCELLED);
	}

	@Test
	void waitEndsWithItsTimeoutAndLeavesTheJobAsItIs() throws Exception {
		JobId id = this.platform.submit("work", new Square(1, 0), SubmitOptions.defaults().withDelay(LONG));
		long start = System.nanoTime();
		assertThat(this.platform.awaitResult(id, Duration.ofMillis(300))).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300),
				Duration.ofSeconds(20));
		assertThat(this.platform.awaitResult(id, Duration.ZERO)).isEmpty();
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.QUEUED);
		this.platform.cancel(id);
		assertThat(this.platform.awaitResult(id, Duration.ZERO)).isPresent();
		assertThat(this.platform.awaitResult(id, Duration.ofSeconds(Long.MAX_VALUE))).isPresent();
	}

	@Test
	void waitForAJobThatIsNotThereEndsAtOnce() throws Exception {
		assertThat(this.platform.awaitResult(new JobId(UUID.randomUUID()), LONG)).isEmpty();
	}

	@Test
	void negativeTimeoutIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.platform.awaitResult(new JobId(UUID.randomUUID()), Duration.ofMillis(-1)))
			.withMessageContaining("Allowed: zero or more");
	}

	@Test
	void interruptEndsTheWaitAndNotTheJob() {
		JobId id = this.platform.submit("work", new Square(1, 0), SubmitOptions.defaults().withDelay(LONG));
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.platform.awaitResult(id, LONG);
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(thrown.join()).isInstanceOf(InterruptedException.class);
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.QUEUED);
		this.platform.cancel(id);
	}

	@Test
	void transactionThatWouldKeepTheJobFromRunningIsRefusedAndGoesOn() throws Exception {
		CompletableFuture<Optional<Job>> afterCommit = new CompletableFuture<>();
		JobId id = transaction().execute((status) -> {
			JobId submitted = this.application.submit(new Square(3, 0));
			assertThatExceptionOfType(IllegalTransactionStateException.class)
				.isThrownBy(() -> this.platform.awaitResult(submitted, LONG))
				.withMessageContaining("Call awaitResult after the commit");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					try {
						afterCommit.complete(AwaitResultTests.this.platform.awaitResult(submitted, LONG));
					}
					catch (InterruptedException ex) {
						afterCommit.completeExceptionally(ex);
					}
				}

			});
			return submitted;
		});
		assertThat(afterCommit.join()).get().extracting(Job::id).isEqualTo(id);
		assertThat(this.platform.awaitResult(id, LONG).orElseThrow().result(Integer.class)).contains(9);
	}

	@Test
	void manyWaitForTheSameJob() throws Exception {
		JobId id = this.application.submit(new Square(5, 300));
		CompletableFuture<Optional<Job>> one = waitFor(id, LONG);
		CompletableFuture<Optional<Job>> other = waitFor(id, LONG);
		assertThat(one.join().orElseThrow().result(Integer.class)).contains(25);
		assertThat(other.join().orElseThrow().result(Integer.class)).contains(25);
	}

	@Test
	void executorWaitsForAnotherJob() throws Exception {
		JobId id = this.application.submit(new Square(2, -1));
		assertThat(this.platform.awaitResult(id, LONG).orElseThrow().result(Integer.class)).contains(16);
	}

	private CompletableFuture<Optional<Job>> waitFor(JobId id, Duration timeout) {
		CompletableFuture<Optional<Job>> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(this.platform.awaitResult(id, timeout));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		thread.start();
		Awaitility.await()
			.until(() -> thread.getState() == Thread.State.TIMED_WAITING
					|| thread.getState() == Thread.State.TERMINATED);
		return result;
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.application.bean(PlatformTransactionManager.class));
	}

	/**
	 * A number to be squared.
	 *
	 * @param number negative to fail
	 * @param millis how long it takes; negative to have another job square the square
	 */
	record Square(int number, int millis) {

	}

	@EnableAutoConfiguration
	static class Squares {

		@Bean
		JobExecutor<Square> squares(ObjectProvider<AsyncPlatform> platform) {
			return new JobExecutor<>() {

				@Override
				public void execute(JobContext<Square> job) throws Exception {
					Square square = job.payload();
					if (square.number() < 0) {
						throw new IllegalStateException("on purpose");
					}
					int result = square.number() * square.number();
					if (square.millis() < 0) {
						JobId other = platform.getObject().submit("work", new Square(result, 0));
						result = platform.getObject()
							.awaitResult(other, LONG)
							.orElseThrow()
							.result(Integer.class)
							.orElseThrow();
					}
					TimeUnit.MILLISECONDS.sleep(Math.max(0, square.millis()));
					job.result(result);
				}

			};
		}

	}

}
