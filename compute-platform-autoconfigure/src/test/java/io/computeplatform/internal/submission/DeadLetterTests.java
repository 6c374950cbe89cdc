package io.computeplatform.internal.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class DeadLetterTests {

	private TestEnvironment environment;

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = TestApplication.start(environment);
	}

	@AfterEach
	void popAll() {
		Optional<DeadLetter> letter;
		do {
			letter = this.application.platform().nextDeadLetter((each) -> true);
		}
		while (letter.isPresent());
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void letterSaysWhatFailedAndHow() {
		JobId id = fail();
		assertThat(this.application.platform().deadLetters("work", 10)).singleElement().satisfies((letter) -> {
			assertThat(letter.jobId()).isEqualTo(id);
			assertThat(letter.queue()).isEqualTo("work");
			assertThat(letter.reason()).isEqualTo(FailureReason.EXECUTOR_FAILED);
			assertThat(letter.tryCount()).isEqualTo(1);
			assertThat(letter.exceptionClass()).isEqualTo(IllegalStateException.class.getName());
			assertThat(letter.message()).isEqualTo("Try 1 failed on purpose");
			assertThat(letter.payload()).isEqualTo(this.application.find(id).payload());
			assertThat(letter.headers()).containsEntry("compute-try-count", 1)
				.containsEntry("compute-origin-queue", "work");
			assertThat(letter.headers().keySet()).noneMatch((name) -> name.startsWith("x-"));
		});
	}

	@Test
	void letterOfALargePayloadIsSentToo() {
		JobId id = this.application.platform()
			.submit("work", new Work("x".repeat(200_000), 0), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> list().contains(id));
		assertThat(this.application.platform().deadLetters("work", 1)).singleElement()
			.extracting(DeadLetter::payload)
			.isEqualTo(this.application.find(id).payload());
	}

	@Test
	void listingLeavesLettersInTheirOrder() {
		List<JobId> ids = List.of(fail(), fail(), fail());
		assertThat(list()).containsExactlyElementsOf(ids);
		assertThat(this.application.platform().deadLetters("work", 2)).extracting(DeadLetter::jobId)
			.containsExactly(ids.get(0), ids.get(1));
		assertThat(list()).containsExactlyElementsOf(ids);
	}

	@Test
	void letterThatWasOnlyLookedAtIsThereForTheNextLook() {
		JobId id = fail();
		// Several channels that wait for their next use, as after several at once.
		CompletableFuture
			.allOf(IntStream.range(0, 40)
				.mapToObj((i) -> CompletableFuture.runAsync(this::list))
				.toArray(CompletableFuture[]::new))
			.join();
		for (int i = 0; i < 1000; i++) {
			assertThat(list()).containsExactly(id);
		}
	}

	@Test
	void letterIsPoppedOnlyIfTheCallbackSaysSo() {
		List<JobId> ids = List.of(fail(), fail());
		assertThat(this.application.platform().nextDeadLetter("work", (letter) -> false)).isEmpty();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.application.platform().nextDeadLetter("work", (letter) -> {
				throw new IllegalStateException("undecided");
			}))
			.withMessage("undecided");
		assertThat(list()).containsExactlyElementsOf(ids);
		assertThat(this.application.platform().nextDeadLetter("work", (letter) -> true)).get()
			.extracting(DeadLetter::jobId)
			.isEqualTo(ids.get(0));
		assertThat(list()).containsExactly(ids.get(1));
		assertThat(this.application.find(ids.get(0)).status()).isEqualTo(JobStatus.FAILED);
	}

	@Test
	void letterWhoseJobIsLockedStaysAndCanBePoppedLater() {
		List<JobId> ids = List.of(fail(), fail());
		AsyncPlatform platform = this.application.platform();
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class));
		List<ThrowingCallable> pops = List.of(() -> platform.nextDeadLetter("work", (letter) -> true),
				() -> platform.nextDeadLetter((letter) -> true),
				() -> transaction.execute((status) -> platform.nextDeadLetter("work", (letter) -> true)));
		transaction.executeWithoutResult((held) -> {
			this.application.bean(JdbcClient.class)
				.sql("select id from compute.jobs where id = ? for update")
				.param(ids.get(0).value())
				.query(UUID.class)
				.single();
			pops.forEach((pop) -> assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(pop)))
				.succeedsWithin(Duration.ofSeconds(20), InstanceOfAssertFactories.THROWABLE)
				.isInstanceOf(CannotAcquireLockException.class)
				.hasMessageStartingWith("Another transaction holds a row of this"));
		});
		assertThat(list()).containsExactlyElementsOf(ids);
		assertThat(platform.nextDeadLetter("work", (letter) -> true)).get()
			.extracting(DeadLetter::jobId)
			.isEqualTo(ids.get(0));
		assertThat(list()).containsExactly(ids.get(1));
	}

	@Test
	void transactionInWhichALetterCouldNotBePoppedGoesOn() {
		JobId locked = fail();
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class));
		JobId submitted = transaction.execute((held) -> {
			this.application.bean(JdbcClient.class)
				.sql("select id from compute.jobs where id = ? for update")
				.param(locked.value())
				.query(UUID.class)
				.single();
			return CompletableFuture.supplyAsync(() -> transaction.execute((status) -> {
				assertThatExceptionOfType(CannotAcquireLockException.class)
					.isThrownBy(() -> this.application.platform().nextDeadLetter("work", (letter) -> true));
				return this.application.submit(Work.succeed());
			})).join();
		});
		this.application.await(submitted, JobStatus.COMPLETE);
		assertThat(list()).containsExactly(locked);
	}

	@Test
	void letterOfAJobThatIsRetriedMeanwhileIsNotPopped() {
		JobId id = fail();
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class));
		CompletableFuture<Optional<DeadLetter>> pop = transaction.execute((status) -> {
			assertThat(this.application.failedJobService().retry(id)).isEqualTo(ChangeResult.DONE);
			CompletableFuture<Optional<DeadLetter>> waiting = CompletableFuture
				.supplyAsync(() -> this.application.platform().nextDeadLetter("work", (letter) -> true));
			Awaitility.await()
				.until(() -> this.application.bean(JdbcClient.class)
					.sql("select count(*) from pg_locks where not granted")
					.query(Integer.class)
					.single() > 0);
			return waiting;
		});
		assertThat(pop.join()).isEmpty();
		Awaitility.await()
			.until(() -> this.application.platform()
				.nextDeadLetter("work", (letter) -> letter.tryCount() == 2)
				.isPresent());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callbackThatChangesTheJobIsCalledOnce(boolean inTransaction) {
		fail();
		fail();
		List<JobId> called = new ArrayList<>();
		Supplier<Optional<DeadLetter>> pop = () -> this.application.platform().nextDeadLetter("work", (letter) -> {
			called.add(letter.jobId());
			return this.application.failedJobService().discard(letter.jobId()) == ChangeResult.DONE;
		});
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class));
		assertThat(inTransaction ? transaction.execute((status) -> pop.get()) : pop.get()).isEmpty();
		assertThat(called).hasSize(1);
		Awaitility.await().untilAsserted(() -> assertThat(list()).hasSize(1).doesNotContainAnyElementsOf(called));
	}

	@Test
	void lettersOfRetriedDiscardedOrDeletedJobsAreStale() {
		JobId retried = fail();
		JobId discarded = fail();
		JobId deleted = fail();
		JobId current = fail();
		assertThat(list()).hasSize(4);
		assertThat(this.application.failedJobService().discard(discarded)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.platform().delete(deleted).isAccepted()).isTrue();
		assertThat(this.application.failedJobService().retry(retried)).isEqualTo(ChangeResult.DONE);
		this.application.await(retried, JobStatus.FAILED);
		Awaitility.await().untilAsserted(() -> assertThat(list()).containsExactly(current, retried));
		assertThat(this.application.platform().deadLetters("work", 10).get(1).tryCount()).isEqualTo(2);
		List<JobId> popped = new ArrayList<>();
		this.application.platform().nextDeadLetter("work", (letter) -> popped.add(letter.jobId()));
		assertThat(popped).containsExactly(current);
	}

	@Test
	void foreignMessageIsShownAsWhatItIs() throws Exception {
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.basicPublish("", this.environment.queue("work") + ".dlq",
					new BasicProperties.Builder().messageId("not ours").build(), "hello".getBytes());
		}
		Awaitility.await().until(() -> !this.application.platform().deadLetters("work", 10).isEmpty());
		assertThat(this.application.platform().nextDeadLetter("work", (letter) -> true)).get().satisfies((letter) -> {
			assertThat(letter.jobId()).isNull();
			assertThat(letter.reason()).isEqualTo(FailureReason.REJECTED_MESSAGE);
			assertThat(letter.payload()).isEqualTo("hello");
		});
	}

	@Test
	void whatCanNotBeListedIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().deadLetters("wrok", 1));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().deadLetters("work", 0))
			.withMessageContaining("limit '0'");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().nextDeadLetter("wrok", (letter) -> true));
	}

	private JobId fail() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> list().contains(id));
		return id;
	}

	private List<JobId> list() {
		return this.application.platform().deadLetters("work", 100).stream().map(DeadLetter::jobId).toList();
	}

}
