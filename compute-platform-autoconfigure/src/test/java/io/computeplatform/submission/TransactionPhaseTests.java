package io.computeplatform.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.DeadLetter;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.PausedQueue;
import io.computeplatform.QueueControl;
import io.computeplatform.SubmitOptions;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.reconcile.RejectedMessages;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
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

	private final TestEnvironment environment;

	private final List<TestApplication> applications = new ArrayList<>();

	TransactionPhaseTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeAll
	void start() {
		for (boolean autoCommit : List.of(true, false)) {
			this.applications.add(TestApplication.start(this.environment,
					"spring.datasource.hikari.auto-commit=" + autoCommit, "compute.async.max-retries=0",
					"compute.async.relay.grace=1m", "compute.async.relay.poll-interval=1m"));
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
		TransactionTemplate elsewhere = new TransactionTemplate(
				new DataSourceTransactionManager(new DriverManagerDataSource(this.environment.jdbcUrl(),
						this.environment.postgres().username(), this.environment.postgres().password())));
		elsewhere.executeWithoutResult((status) -> {
			// Keeps a connection for the time of the transaction, which is none of its.
			application.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			status.setRollbackOnly();
		});
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("applications")
	void transactionThatTellsNobodyOfItsEndSendsNoMessageBeforeIt(TestApplication application) {
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
		List<JobId> told = new CopyOnWriteArrayList<>();
		application.context().addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
			if (event.getPayload() instanceof JobSubmitted submitted) {
				told.add(submitted.id());
			}
		});
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
					assertThat(application.platform().cancel(id)).isTrue();
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
					assertThat(application.platform().expire(id)).isTrue();
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
					assertThat(application.platform().delete(id)).isTrue();
					return () -> assertThat(application.platform().find(id)).isEmpty();
				};
			}
		},

		RETRY {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					assertThat(application.failedJobService().retry(id)).isTrue();
					return () -> Awaitility.await().until(() -> application.find(id).tryCount() == 2);
				};
			}
		},

		DISCARD {
			@Override
			Supplier<Runnable> prepare(TestApplication application) {
				JobId id = failed(application);
				return () -> {
					assertThat(application.failedJobService().discard(id)).isTrue();
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
		};

		/**
		 * Prepares what is needed, to be called before the transaction.
		 * @return calls the operation, and returns what checks it when the transaction is
		 * over
		 */
		abstract Supplier<Runnable> prepare(TestApplication application);

		private static JobId later(TestApplication application) {
			AsyncPlatform platform = application.platform();
			return platform.submit(TestApplication.QUEUE, Work.succeed(),
					SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		}

		private static JobId failed(TestApplication application) {
			JobId id = application.submit(Work.fail());
			application.await(id, JobStatus.FAILED);
			return id;
		}

	}

	List<TestApplication> applications() {
		return this.applications;
	}

}
