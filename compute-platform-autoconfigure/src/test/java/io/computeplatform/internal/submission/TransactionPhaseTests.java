package io.computeplatform.internal.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkJob;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.PausedQueue;
import io.computeplatform.control.QueueControl;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Every operation in every phase of a caller's transaction, with pools that commit by
 * themselves and others. What an operation returned is true.
 */
@WithTestEnvironment
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionPhaseTests {

	/** A queue whose dead letters no other test leaves behind. */
	private static final String LETTERS = "letters";

	/** A queue from which jobs are moved. */
	private static final String SPARE = "spare";

	private final TestEnvironment environment;

	private final List<TestApplication> applications = new ArrayList<>();

	TransactionPhaseTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue(LETTERS);
		environment.queue(SPARE);
	}

	@BeforeAll
	void start() {
		for (boolean autoCommit : List.of(true, false)) {
			this.applications.add(TestApplication.start(this.environment, Listening.class,
					"spring.datasource.hikari.auto-commit=" + autoCommit, "compute.async.max-retries=0",
					"compute.async.relay.grace=1m", "compute.async.relay.poll-interval=1m",
					"compute.async.queues." + LETTERS + ".concurrency=1",
					"compute.async.queues." + SPARE + ".concurrency=1"));
		}
	}

	@AfterAll
	void close() {
		this.applications.forEach(TestApplication::close);
	}

	Stream<Arguments> phasesAndOperations() {
		return this.applications.stream()
			.flatMap((application) -> Stream.of(Phase.values())
				.flatMap((phase) -> Stream.of(Operation.values())
					.filter((operation) -> operation.phases.contains(phase))
					.map((operation) -> Arguments.of(application, this.applications.indexOf(application), phase,
							operation))));
	}

	@ParameterizedTest(name = "pool {1}: {2}, {3}", autoCloseArguments = false)
	@MethodSource("phasesAndOperations")
	void whatAnOperationReturnedIsTrue(TestApplication application, int pool, Phase phase, Operation operation) {
		Runnable check = phase.run(application, () -> operation.prepare(application));
		check.run();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void whatAnAdministratorDidInATransactionThatRollsBackHasNotHappened(TestApplication application) {
		JobId deleted = Operation.failed(application);
		JobId edited = Operation.failed(application);
		JobId restored = Operation.failed(application);
		application.failedJobService().discard(restored);
		JobId moved = Operation.later(application, SPARE);
		long message = Operation.rejected(application);
		FailedJobService service = application.failedJobService();
		AtomicReference<JobId> copy = new AtomicReference<>();
		AtomicReference<UUID> operation = new AtomicReference<>();
		template(application, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			copy.set(Objects.requireNonNull(service.retryEdited(edited, Operation.SUCCEED, AuditNote.none()).copy()));
			assertThat(service.restore(restored, AuditNote.none())).isEqualTo(ChangeResult.DONE);
			assertThat(
					application.bean(QueueControl.class).moveJobs(SPARE, TestApplication.QUEUE, 10, AuditNote.none()))
				.isOne();
			operation.set(application.bulkOperations().start(BulkRequest.discard(FailedJobQuery.all(), 1000)));
			assertThat(service.delete(deleted, AuditNote.none())).isEqualTo(ChangeResult.DONE);
			assertThat(application.bean(RejectedMessages.class).discard(message, AuditNote.none()))
				.isEqualTo(ChangeResult.DONE);
			status.setRollbackOnly();
		});
		assertThat(application.platform().find(copy.get())).isEmpty();
		assertThat(application.find(edited).status()).isEqualTo(JobStatus.FAILED);
		assertThat(application.find(restored).status()).isEqualTo(JobStatus.DISCARDED);
		assertThat(application.find(moved).queue()).isEqualTo(SPARE);
		assertThat(application.bulkOperations().find(operation.get())).isEmpty();
		assertThat(application.find(deleted).status()).isEqualTo(JobStatus.FAILED);
		assertThat(application.failedJobs().history(deleted)).hasSize(1);
		// The broker does not roll back, so what is about its messages has not either.
		assertThat(application.bean(RejectedMessages.class).find(message).orElseThrow().resolution()).isNotNull();
		application.platform().cancel(moved);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobThatATransactionalListenerSubmitsIsThereAndRuns(TestApplication application) {
		for (boolean commit : List.of(true, false)) {
			Ordered ordered = new Ordered(new EnumMap<>(TransactionPhase.class));
			template(application, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				application.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
				application.context().publishEvent(ordered);
				if (!commit) {
					status.setRollbackOnly();
				}
			});
			assertThat(ordered.jobs().keySet())
				.isEqualTo(commit ? EnumSet.complementOf(EnumSet.of(TransactionPhase.AFTER_ROLLBACK))
						: EnumSet.of(TransactionPhase.AFTER_ROLLBACK, TransactionPhase.AFTER_COMPLETION));
			ordered.jobs().values().forEach((id) -> application.await(id, JobStatus.COMPLETE));
		}
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobThatAListenerOfASubmitSubmitsRunsToo(TestApplication application) {
		List<JobId> ids = new CopyOnWriteArrayList<>();
		application.context().addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
			if (event.getPayload() instanceof JobSubmitted && ids.isEmpty()) {
				ids.add(new JobId(UUID.randomUUID()));
				ids.set(0, application.submit(Work.succeed()));
			}
		});
		JobId first = inTransaction(application, () -> application.submit(Work.succeed()));
		application.await(first, JobStatus.COMPLETE);
		Awaitility.await().until(() -> !ids.isEmpty() && application.platform().find(ids.get(0)).isPresent());
		application.await(ids.get(0), JobStatus.COMPLETE);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobRunsThoughAnotherThrowsAfterTheCommit(TestApplication application) {
		AtomicReference<JobId> id = new AtomicReference<>();
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(application, () -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					throw new IllegalStateException("On purpose");
				}
			});
			id.set(application.submit(Work.succeed()));
			return id.get();
		}));
		application.await(id.get(), JobStatus.COMPLETE);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobThatJoinsNoTransactionRunsAtOnce(TestApplication application) {
		elsewhere().executeWithoutResult((status) -> {
			// Keeps a connection for the time of the transaction, which is none of its.
			application.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			status.setRollbackOnly();
		});
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void transactionWithoutCallbacksPublishesNothingBeforeItEnds(TestApplication application) {
		DataSourceTransactionManager silent = new DataSourceTransactionManager(
				application.bean(javax.sql.DataSource.class));
		silent.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
		JobId id = new TransactionTemplate(silent).execute((status) -> {
			JobId submitted = application.submit(Work.succeed());
			JobId later = CompletableFuture.supplyAsync(() -> application.submit(Work.succeed())).join();
			// Its message would have been taken before this one, and rejected.
			application.await(later, JobStatus.COMPLETE);
			return submitted;
		});
		assertThat(application.find(id).status()).isEqualTo(JobStatus.QUEUED);
		assertThat(application.bean(RejectedMessages.class).list(null, false, 10, null)).isEmpty();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void transactionBegunAfterACommitIsTheCallersOwn(TestApplication application) {
		AtomicReference<JobId> rolledBack = new AtomicReference<>();
		AtomicReference<JobId> committed = new AtomicReference<>();
		TransactionTemplate another = template(application, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		afterCommit(application, () -> {
			another.executeWithoutResult((status) -> {
				rolledBack.set(application.submit(Work.succeed()));
				status.setRollbackOnly();
			});
			another.executeWithoutResult((status) -> committed.set(application.submit(Work.succeed())));
		});
		application.await(committed.get(), JobStatus.COMPLETE);
		assertThat(application.platform().find(rolledBack.get())).isEmpty();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void managerThatIsNoBeanIsUnderstoodToo(TestApplication application) {
		TransactionTemplate unknown = new TransactionTemplate(
				new DataSourceTransactionManager(application.bean(javax.sql.DataSource.class)));
		AtomicReference<JobId> id = new AtomicReference<>();
		unknown.executeWithoutResult((status) -> {
			application.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					id.set(application.submit(Work.succeed()));
				}
			});
		});
		application.await(id.get(), JobStatus.COMPLETE);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobThatIsUndoneByASavepointIsNeitherSentNorTold(TestApplication application) {
		List<JobId> told = told(application);
		List<JobId> kept = new ArrayList<>();
		List<JobId> undone = new ArrayList<>();
		TransactionTemplate nested = template(application, TransactionDefinition.PROPAGATION_NESTED);
		inTransaction(application, () -> {
			kept.add(application.submit(Work.succeed()));
			nested.executeWithoutResult((status) -> {
				undone.add(application.submit(Work.succeed()));
				undone.addAll(application.platform().submitAll(TestApplication.QUEUE, List.of(Work.succeed())));
				nested.executeWithoutResult((inner) -> undone.add(application.submit(Work.succeed())));
				status.setRollbackOnly();
			});
			nested.executeWithoutResult((status) -> kept.add(application.submit(Work.succeed())));
			kept.add(application.submit(Work.succeed()));
			return null;
		});
		kept.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		assertThat(undone).hasSize(3).allSatisfy((id) -> assertThat(application.platform().find(id)).isEmpty());
		assertThat(told).containsExactlyInAnyOrderElementsOf(kept);
		assertThat(application.platform().deadLetters(TestApplication.QUEUE, 1000)).extracting(DeadLetter::jobId)
			.doesNotContainAnyElementsOf(undone);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobOfATransactionAroundAnotherIsSentAndToldWhenItsOwnCommits(TestApplication application) {
		List<JobId> told = told(application);
		TransactionTemplate elsewhere = elsewhere();
		for (boolean innerCommits : List.of(true, false)) {
			AtomicReference<JobId> undone = new AtomicReference<>();
			template(application, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				undone.set(elsewhere.execute((inner) -> submitAndEnd(application, inner, innerCommits)));
				status.setRollbackOnly();
			});
			JobId kept = inTransaction(application, () -> {
				JobId id = elsewhere.execute((inner) -> submitAndEnd(application, inner, innerCommits));
				JobId later = CompletableFuture.supplyAsync(() -> application.submit(Work.succeed())).join();
				// Its message would have been taken before this one, and rejected.
				application.await(later, JobStatus.COMPLETE);
				assertThat(told).contains(later).doesNotContain(id);
				return id;
			});
			application.await(kept, JobStatus.COMPLETE);
			assertThat(told).contains(kept).doesNotContain(undone.get());
			assertThat(application.platform().find(undone.get())).isEmpty();
		}
		assertThat(application.bean(RejectedMessages.class).list(null, false, 10, null)).isEmpty();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void jobOfATransactionAroundAnotherThatIsUndoneByASavepointIsNotSent(TestApplication application) {
		TransactionTemplate elsewhere = elsewhere();
		TransactionTemplate nested = template(application, TransactionDefinition.PROPAGATION_NESTED);
		List<JobId> undone = new ArrayList<>();
		List<JobId> kept = new ArrayList<>();
		List<JobId> told = told(application);
		inTransaction(application, () -> {
			kept.add(elsewhere.execute((inner) -> application.submit(Work.succeed())));
			nested.executeWithoutResult((status) -> {
				undone.add(elsewhere.execute((inner) -> application.submit(Work.succeed())));
				status.setRollbackOnly();
			});
			elsewhere.executeWithoutResult((inner) -> {
				kept.add(application.submit(Work.succeed()));
				nested.executeWithoutResult((status) -> {
					undone.add(application.submit(Work.succeed()));
					status.setRollbackOnly();
				});
				nested.executeWithoutResult((status) -> kept.add(application.submit(Work.succeed())));
			});
			return null;
		});
		kept.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		assertThat(told).containsAll(kept).doesNotContainAnyElementsOf(undone);
		undone.forEach((id) -> assertThat(application.platform().find(id)).isEmpty());
		assertThat(application.bean(RejectedMessages.class).list(null, false, 10, null)).isEmpty();
	}

	private static List<JobId> told(TestApplication application) {
		List<JobId> told = new CopyOnWriteArrayList<>();
		application.context().addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
			if (event.getPayload() instanceof JobSubmitted submitted) {
				told.add(submitted.id());
			}
		});
		return told;
	}

	private static JobId submitAndEnd(TestApplication application, TransactionStatus status, boolean commit) {
		JobId id = application.submit(Work.succeed());
		if (!commit) {
			status.setRollbackOnly();
		}
		return id;
	}

	private TransactionTemplate elsewhere() {
		return new TransactionTemplate(
				new DataSourceTransactionManager(new DriverManagerDataSource(this.environment.jdbcUrl(),
						this.environment.postgres().username(), this.environment.postgres().password())));
	}

	@Test
	void letterThatIsPoppedInATransactionThatRollsBackStays() {
		TestApplication application = this.applications.get(1);
		JobId first = application.submit(Work.fail());
		application.await(first, JobStatus.FAILED);
		Awaitility.await().until(() -> letters(application).contains(first));
		TransactionTemplate template = template(application, TransactionDefinition.PROPAGATION_REQUIRED);
		template.executeWithoutResult((status) -> {
			assertThat(pop(application, first)).isEqualTo(first);
			// Not once more in the same transaction.
			assertThat(pop(application, first)).isNull();
			status.setRollbackOnly();
		});
		assertThat(letters(application)).contains(first);
		assertThat(inTransaction(application, () -> pop(application, first))).isEqualTo(first);
		assertThat(letters(application)).doesNotContain(first);
	}

	@Test
	void deadLetterPoppedInARolledBackTransactionStays() {
		TestApplication application = this.applications.get(1);
		JobId id = application.submit(Work.fail());
		application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> letters(application).contains(id));
		template(application, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			application.failedJobService().discard(id);
			assertThat(letters(application)).doesNotContain(id);
			application.bean(DeadLetterReconciliation.class).repair();
			status.setRollbackOnly();
		});
		assertThat(letters(application)).contains(id);
	}

	@Test
	void timesAreThoseOfTheCallAndNotOfTheTransaction() {
		TestApplication application = this.applications.get(0);
		JdbcClient jdbc = application.bean(JdbcClient.class);
		inTransaction(application, () -> {
			JobId id = application.platform()
				.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
			jdbc.sql("SELECT pg_sleep(0.2)").query((row) -> {
			});
			JobId later = application.platform()
				.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
			Job one = application.find(id);
			Job two = application.find(later);
			assertThat(Duration.between(one.createdAt(), two.createdAt())).isGreaterThan(Duration.ofMillis(190));
			assertThat(Duration.between(one.dueAt(), two.dueAt())).isGreaterThan(Duration.ofMillis(190));
			application.platform().cancel(later);
			assertThat(Duration.between(two.createdAt(), application.find(later).finishedAt())).isPositive();
			return null;
		});
	}

	@Test
	void jobsOfATransactionThatStaysOpenGetOneMessageEach(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.relay.grace=400ms",
				"compute.async.relay.poll-interval=50ms")) {
			QueueControl control = application.bean(QueueControl.class);
			control.pause(TestApplication.QUEUE, "to count messages");
			List<JobId> ids = new ArrayList<>();
			inTransaction(application, () -> {
				IntStream.range(0, 50).forEach((i) -> ids.add(application.submit(Work.succeed())));
				application.bean(JdbcClient.class).sql("SELECT pg_sleep(1)").query((row) -> {
				});
				return null;
			});
			assertThat(application.bean(JdbcClient.class)
				.sql("SELECT count(*) FROM compute.jobs WHERE status = 'queued' AND message_due_at <= now()")
				.query(Integer.class)
				.single()).isZero();
			control.resume(TestApplication.QUEUE);
			ids.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		}
	}

	private static List<JobId> letters(TestApplication application) {
		return application.platform().deadLetters(TestApplication.QUEUE, 1000).stream().map(DeadLetter::jobId).toList();
	}

	/** Pops the letter of a job if it is the first that is shown. */
	private static JobId pop(TestApplication application, JobId id) {
		return application.platform()
			.nextDeadLetter(TestApplication.QUEUE, (letter) -> id.equals(letter.jobId()))
			.map(DeadLetter::jobId)
			.orElse(null);
	}

	private static TransactionTemplate template(TestApplication application, int propagation) {
		TransactionTemplate template = new TransactionTemplate(application.bean(PlatformTransactionManager.class));
		template.setPropagationBehavior(propagation);
		return template;
	}

	private static <T> T inTransaction(TestApplication application, Supplier<T> work) {
		return template(application, TransactionDefinition.PROPAGATION_REQUIRED).execute((status) -> work.get());
	}

	private static void afterCommit(TestApplication application, Runnable work) {
		inTransaction(application, () -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					work.run();
				}
			});
			return null;
		});
	}

	/**
	 * When an operation is called.
	 */
	enum Phase {

		WITHOUT, WITHIN, BEFORE_COMMIT, BEFORE_COMPLETION, AFTER_COMMIT, AFTER_COMPLETION, AFTER_ROLLBACK;

		/**
		 * One for each kind of phase: all that is asked of an operation that needs much
		 * to be prepared.
		 */
		static final List<Phase> ONE_OF_A_KIND = List.of(WITHIN, AFTER_COMMIT, AFTER_ROLLBACK);

		Runnable run(TestApplication application, Supplier<Supplier<Runnable>> prepare) {
			Supplier<Runnable> operation = prepare.get();
			AtomicReference<Runnable> check = new AtomicReference<>();
			if (this == WITHOUT) {
				return operation.get();
			}
			template(application, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				application.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
				if (this == WITHIN) {
					check.set(operation.get());
				}
				else {
					TransactionSynchronizationManager
						.registerSynchronization(new InPhase(this, () -> check.set(operation.get())));
				}
				if (this == AFTER_ROLLBACK) {
					status.setRollbackOnly();
				}
			});
			return check.get();
		}

	}

	/**
	 * Calls an operation in a phase.
	 */
	private record InPhase(Phase phase, Runnable operation) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			runIf(Phase.BEFORE_COMMIT);
		}

		@Override
		public void beforeCompletion() {
			runIf(Phase.BEFORE_COMPLETION);
		}

		@Override
		public void afterCommit() {
			runIf(Phase.AFTER_COMMIT);
		}

		@Override
		public void afterCompletion(int status) {
			runIf(Phase.AFTER_COMPLETION);
			runIf(Phase.AFTER_ROLLBACK);
		}

		private void runIf(Phase expected) {
			if (this.phase == expected) {
				this.operation.run();
			}
		}

	}

	/**
	 * What is called.
	 */
	enum Operation {

		SUBMIT {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				return () -> {
					JobId id = application.submit(Work.succeed());
					return () -> application.await(id, JobStatus.COMPLETE);
				};
			}
		},

		SUBMIT_TWICE {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				return () -> {
					JobId first = application.submit(Work.succeed());
					JobId second = application.submit(Work.succeed());
					return () -> {
						application.await(first, JobStatus.COMPLETE);
						application.await(second, JobStatus.COMPLETE);
					};
				};
			}
		},

		SUBMIT_WITH_ID {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				return () -> {
					JobId id = new JobId(UUID.randomUUID());
					application.platform()
						.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withId(id));
					return () -> application.await(id, JobStatus.COMPLETE);
				};
			}
		},

		SUBMIT_ALL {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				return () -> {
					List<JobId> ids = application.platform()
						.submitAll(TestApplication.QUEUE, List.of(Work.succeed(), Work.succeed()));
					return () -> ids.forEach((id) -> application.await(id, JobStatus.COMPLETE));
				};
			}
		},

		CANCEL {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = later(application);
				return () -> {
					assertThat(application.platform().cancel(id).isAccepted()).isTrue();
					return () -> assertThat(application.find(id).status()).isEqualTo(JobStatus.CANCELLED);
				};
			}
		},

		EXPIRE {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = application.submit(Work.succeed());
				application.await(id, JobStatus.COMPLETE);
				return () -> {
					assertThat(application.platform().expire(id).isAccepted()).isTrue();
					return () -> assertThat(application.find(id).status()).isEqualTo(JobStatus.EXPIRED);
				};
			}
		},

		DELETE {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = later(application);
				application.platform().cancel(id);
				return () -> {
					assertThat(application.platform().delete(id).isAccepted()).isTrue();
					return () -> assertThat(application.platform().find(id)).isEmpty();
				};
			}
		},

		RETRY {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					assertThat(application.failedJobService().retry(id)).isEqualTo(ChangeResult.DONE);
					return () -> Awaitility.await().until(() -> application.find(id).tryCount() == 2);
				};
			}
		},

		DISCARD {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					assertThat(application.failedJobService().discard(id)).isEqualTo(ChangeResult.DONE);
					return () -> assertThat(application.find(id).status()).isEqualTo(JobStatus.DISCARDED);
				};
			}
		},

		PAUSE {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				return () -> {
					QueueControl control = application.bean(QueueControl.class);
					control.pause(TestApplication.QUEUE, "to see");
					return () -> {
						assertThat(control.paused()).extracting(PausedQueue::queue).contains(TestApplication.QUEUE);
						control.resume(TestApplication.QUEUE);
					};
				};
			}
		},

		RETRY_EDITED(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					JobId copy = Objects.requireNonNull(
							application.failedJobService().retryEdited(id, SUCCEED, AuditNote.none()).copy());
					return () -> {
						application.await(copy, JobStatus.COMPLETE);
						assertThat(application.find(id).status()).isEqualTo(JobStatus.DISCARDED);
					};
				};
			}
		},

		RESTORE(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				application.failedJobService().discard(id);
				return () -> {
					assertThat(application.failedJobService().restore(id, AuditNote.none()))
						.isEqualTo(ChangeResult.DONE);
					return () -> assertThat(application.find(id).status()).isEqualTo(JobStatus.FAILED);
				};
			}
		},

		DELETE_FAILED(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					assertThat(application.failedJobService().delete(id, AuditNote.none()))
						.isEqualTo(ChangeResult.DONE);
					return () -> assertThat(application.platform().find(id)).isEmpty();
				};
			}
		},

		BULK(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				int number = ThreadLocalRandom.current().nextInt();
				JobId id = application.submit(new Work("fail", number));
				application.await(id, JobStatus.FAILED);
				FailedJobQuery query = FailedJobQuery.all().withPayload("$.number == " + number);
				return () -> {
					UUID operation = application.bulkOperations().start(BulkRequest.discard(query, 1));
					return () -> assertThat(application.bulkOperations().jobs(operation, 10, 0))
						.extracting(BulkJob::job)
						.containsExactly(id);
				};
			}
		},

		POP(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failedWithLetter(application);
				return () -> {
					assertThat(application.platform().nextDeadLetter(LETTERS, (letter) -> true).map(DeadLetter::jobId))
						.contains(id);
					return () -> {
						assertThat(application.platform().deadLetters(LETTERS, 10)).isEmpty();
						assertThat(column(application, id, "dead_letter_popped_at IS NOT NULL")).isTrue();
					};
				};
			}
		},

		REPAIR(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failedWithLetter(application);
				application.bean(AmqpAdmin.class)
					.purgeQueue(application.context().getEnvironment().getProperty("compute.async.queue-prefix")
							+ LETTERS + ".dlq", false);
				return () -> {
					assertThat(application.bean(DeadLetterReconciliation.class)
						.repair(LETTERS, AuditNote.none())
						.missing()).isOne();
					return () -> {
						// Owed, or sent by a relay that has just passed by.
						assertThat(column(application, id, "message_due_at IS NOT NULL")
								|| !application.platform().deadLetters(LETTERS, 10).isEmpty())
							.isTrue();
						application.failedJobService().delete(id, AuditNote.none());
					};
				};
			}
		},

		MOVE(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = later(application, SPARE);
				return () -> {
					assertThat(application.bean(QueueControl.class)
						.moveJobs(SPARE, TestApplication.QUEUE, 10, AuditNote.none())).isOne();
					return () -> assertThat(application.find(id).queue()).isEqualTo(TestApplication.QUEUE);
				};
			}
		},

		MOVE_BACK(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				long id = rejected(application);
				RejectedMessages messages = application.bean(RejectedMessages.class);
				return () -> {
					assertThat(messages.moveBack(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
					return () -> {
						// It is as strange as before.
						Awaitility.await().until(() -> messages.find(id).orElseThrow().times() == 2);
						messages.discard(id, AuditNote.none());
					};
				};
			}
		},

		DISCARD_MESSAGE(Phase.ONE_OF_A_KIND) {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				long id = rejected(application);
				RejectedMessages messages = application.bean(RejectedMessages.class);
				return () -> {
					assertThat(messages.discard(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
					return () -> assertThat(messages.find(id).orElseThrow().resolution()).isNotNull();
				};
			}
		};

		static final String SUCCEED = "{\"action\":\"succeed\",\"number\":0}";

		private final List<Phase> phases;

		Operation() {
			this(List.of(Phase.values()));
		}

		Operation(List<Phase> phases) {
			this.phases = phases;
		}

		/**
		 * Prepares what is needed, to be called before the transaction.
		 * @return calls the operation, and returns what checks it when the transaction is
		 * over
		 */
		abstract Supplier<Runnable> prepare(TestApplication application);

		private static JobId later(TestApplication application) {
			return later(application, TestApplication.QUEUE);
		}

		private static JobId later(TestApplication application, String queue) {
			AsyncPlatform platform = application.platform();
			return platform.submit(queue, Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		}

		private static JobId failed(TestApplication application) {
			JobId id = application.submit(Work.fail());
			application.await(id, JobStatus.FAILED);
			return id;
		}

		private static JobId failedWithLetter(TestApplication application) {
			JobId id = application.platform().submit(LETTERS, Work.fail());
			Awaitility.await()
				.until(() -> application.platform().deadLetters(LETTERS, 10).stream().map(DeadLetter::jobId).toList(),
						List.of(id)::equals);
			// Until it is known to be confirmed the row has it sent once more.
			Awaitility.await().until(() -> column(application, id, "message_due_at IS NULL"));
			return id;
		}

		/** A message that is put away, and no other like it. */
		private static long rejected(TestApplication application) {
			application.bean(RabbitTemplate.class)
				.convertAndSend(
						application.context().getEnvironment().getProperty("compute.async.queue-prefix") + SPARE,
						(Object) UUID.randomUUID().toString());
			RejectedMessages messages = application.bean(RejectedMessages.class);
			return Awaitility.await()
				.until(() -> messages.list(SPARE, false, 10, null), (open) -> open.size() == 1)
				.get(0)
				.id();
		}

		private static boolean column(TestApplication application, JobId id, String condition) {
			return application.bean(JdbcClient.class)
				.sql("SELECT %s FROM compute.jobs WHERE id = ?".formatted(condition))
				.param(id.value())
				.query(Boolean.class)
				.single();
		}

	}

	List<TestApplication> applications() {
		return this.applications;
	}

	/**
	 * Has jobs submitted by listeners, in each phase that Spring lets them choose.
	 *
	 * @param jobs the job of each phase that there was
	 */
	record Ordered(Map<TransactionPhase, JobId> jobs) {

	}

	@Import(WorkerMain.class)
	static class Listening {

		private final AsyncPlatform platform;

		Listening(@Lazy AsyncPlatform platform) {
			this.platform = platform;
		}

		@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
		void beforeCommit(Ordered event) {
			submit(event, TransactionPhase.BEFORE_COMMIT);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
		void afterCommit(Ordered event) {
			submit(event, TransactionPhase.AFTER_COMMIT);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void afterRollback(Ordered event) {
			submit(event, TransactionPhase.AFTER_ROLLBACK);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
		void afterCompletion(Ordered event) {
			submit(event, TransactionPhase.AFTER_COMPLETION);
		}

		private void submit(Ordered event, TransactionPhase phase) {
			event.jobs().put(phase, this.platform.submit(TestApplication.QUEUE, Work.succeed()));
		}

	}

}
