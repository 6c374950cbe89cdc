package io.computeplatform.internal.worker;

import java.sql.Connection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.computeplatform.ForJobs;
import io.computeplatform.Job;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobStatus;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobStarted;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.policy.NeverRetryPolicy;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class LeftBehindTests {

	private static TestApplication application;

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, Application.class, "compute.async.queues.work.concurrency=1",
				"compute.async.max-retries=1", "spring.datasource.hikari.maximum-pool-size=4",
				"spring.datasource.hikari.connection-timeout=2000");
		new JdbcTemplate(application.bean(DataSource.class)).execute("create table public.notes (note text)");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static Job run(JobExecutor<Named> action, JobStatus status) {
		ActionMain.ACTIONS.put("action", action);
		return application.await(application.submit(new Named("action")), status);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void transactionThatAnExecutorLeavesIsRolledBackAndTheAttemptHasFailed(boolean throwing) {
		PlatformTransactionManager manager = application.bean(PlatformTransactionManager.class);
		JdbcTemplate jdbc = new JdbcTemplate(application.bean(DataSource.class));
		// More often than there are connections.
		for (int i = 0; i < 6; i++) {
			Job job = run((context) -> {
				DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
				definition.setName("left");
				definition.setIsolationLevel(DefaultTransactionDefinition.ISOLATION_SERIALIZABLE);
				manager.getTransaction(definition);
				jdbc.update("insert into public.notes values ('left')");
				if (throwing) {
					throw new IllegalArgumentException("its own");
				}
			}, JobStatus.FAILED);
			assertThat(Objects.requireNonNull(job.lastFailure()).message()).isEqualTo(
					throwing ? "its own" : "The executor began a transaction and did not end it; it was rolled back");
		}
		run((context) -> {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
			assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
			assertThat(TransactionSynchronizationManager.getCurrentTransactionName()).isNull();
			assertThat(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel()).isNull();
			assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		}, JobStatus.COMPLETE);
		assertThat(jdbc.queryForList("select note from public.notes where note = 'left'")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void transactionThatOthersLeaveIsRolledBackBeforeTheNextJobIsClaimed(Hook hook) {
		PlatformTransactionManager manager = application.bean(PlatformTransactionManager.class);
		JdbcTemplate jdbc = new JdbcTemplate(application.bean(DataSource.class));
		hook.action.set(() -> {
			manager.getTransaction(new DefaultTransactionDefinition());
			jdbc.update("insert into public.notes values ('left')");
		});
		try {
			run((context) -> {
				throw new IllegalArgumentException("on purpose");
			}, JobStatus.FAILED);
		}
		finally {
			hook.action.set(null);
		}
		for (int i = 0; i < 5; i++) {
			Job next = run((context) -> {
				assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
				assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
			}, JobStatus.COMPLETE);
			assertThat(next.tryCount()).isOne();
		}
		assertThat(jdbc.queryForList("select note from public.notes where note = 'left'")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readOnlyTransactionThatAnExecutorLeavesLetsTheNextWrite(boolean known, TestEnvironment environment) {
		JdbcTemplate jdbc = new JdbcTemplate(application.bean(DataSource.class));
		// One that nobody else knows can't be asked to roll back.
		PlatformTransactionManager manager = known ? application.bean(PlatformTransactionManager.class)
				: new DataSourceTransactionManager(new DriverManagerDataSource(environment.jdbcUrl(),
						environment.postgres().username(), environment.postgres().password()));
		// As many as there are connections, so that the next gets one that was read-only.
		for (int i = 0; i < 4; i++) {
			run((context) -> {
				DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
				definition.setReadOnly(true);
				manager.getTransaction(definition);
				assertThat(TransactionSynchronizationManager.isCurrentTransactionReadOnly()).isTrue();
				jdbc.queryForList("select note from public.notes");
			}, JobStatus.FAILED);
			run((context) -> {
				assertThat(TransactionSynchronizationManager.isCurrentTransactionReadOnly()).isFalse();
				assertThat(jdbc.execute((ConnectionCallback<Boolean>) Connection::isReadOnly)).isFalse();
				jdbc.update("insert into public.notes values ('written')");
			}, JobStatus.COMPLETE);
		}
	}

	@Test
	void connectionThatAnExecutorLeavesBoundIsReleased() {
		DataSource dataSource = application.bean(DataSource.class);
		for (int i = 0; i < 6; i++) {
			run((context) -> {
				TransactionSynchronizationManager.initSynchronization();
				DataSourceUtils.getConnection(dataSource);
			}, JobStatus.COMPLETE);
		}
		run((context) -> assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty(), JobStatus.COMPLETE);
	}

	@Test
	void interruptThatComesAfterItsExecutorHasEndedStopsNothing() throws Exception {
		AtomicReference<Thread> thread = new AtomicReference<>();
		run((context) -> thread.set(Thread.currentThread()), JobStatus.COMPLETE);
		Thread consumer = thread.get();
		// Where it waits for its next message.
		Awaitility.await()
			.until(() -> Stream.of(consumer.getStackTrace())
				.anyMatch((frame) -> frame.getMethodName().equals("nextMessage")));
		consumer.interrupt();
		run((context) -> {
			thread.set(Thread.currentThread());
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}, JobStatus.COMPLETE);
		assertThat(thread.get()).isSameAs(consumer);
		run((context) -> {
			consumer.interrupt();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}, JobStatus.COMPLETE);
	}

	@Test
	void whatAnExecutorLeavesOnItsThreadIsGoneForTheNext(CapturedOutput output) {
		Map<String, Supplier<Object>> readers = Map.of("MDC", () -> String.valueOf(MDC.get("left")), "locale",
				LocaleContextHolder::getLocale, "loader", () -> Thread.currentThread().getContextClassLoader(), "name",
				() -> Thread.currentThread().getName(), "priority", () -> Thread.currentThread().getPriority(), "user",
				() -> String.valueOf(SecurityContextHolder.getContext().getAuthentication()), "request",
				() -> String.valueOf(RequestContextHolder.getRequestAttributes()), "interrupt",
				() -> Thread.currentThread().isInterrupted());
		Map<String, Object> before = new ConcurrentHashMap<>();
		Map<String, Object> after = new ConcurrentHashMap<>();
		run((context) -> {
			readers.forEach((name, reader) -> before.put(name, reader.get()));
			MDC.put("left", "over");
			LocaleContextHolder.setLocale(Locale.forLanguageTag("tlh"));
			Thread.currentThread().setContextClassLoader(new ClassLoader() {
			});
			Thread.currentThread().setName("renamed");
			Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("mallory", "x"));
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
			Thread.currentThread().interrupt();
		}, JobStatus.COMPLETE);
		run((context) -> readers.forEach((name, reader) -> after.put(name, reader.get())), JobStatus.COMPLETE);
		for (int i = 0; i < 5; i++) {
			run((context) -> MDC.put("left", "over"), JobStatus.COMPLETE);
		}
		assertThat(output.getAll().split("left on its thread: a logging context \\(MDC\\)\\.", -1)).hasSize(2);
		assertThat(after).isEqualTo(before);
		assertThat(output).contains("left on its thread: an interrupt, a logging context (MDC), a locale, "
				+ "a context class loader, another thread name, another thread priority, a security context, a web request");
	}

	/**
	 * Code of the application around an executor.
	 */
	enum Hook {

		POLICY, STARTED, FAILED;

		private final AtomicReference<Runnable> action = new AtomicReference<>();

		void run() {
			Runnable current = this.action.getAndSet(null);
			if (current != null) {
				current.run();
			}
		}

	}

	static class Application extends ActionMain {

		@Bean
		@ForJobs
		RetryPolicy policy() {
			return new NeverRetryPolicy() {

				@Override
				public boolean canRetry(RetryContext context) {
					Hook.POLICY.run();
					return false;
				}

			};
		}

		@EventListener
		void on(JobStarted event) {
			Hook.STARTED.run();
		}

		@EventListener
		void on(JobFailed event) {
			Hook.FAILED.run();
		}

	}

}
