package io.computeplatform.worker;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.computeplatform.Job;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.worker.ActionMain.Named;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.mock.web.MockHttpServletRequest;
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
		application = TestApplication.start(environment, ActionMain.class, "compute.async.queues.work.concurrency=1",
				"compute.async.max-retries=0", "spring.datasource.hikari.maximum-pool-size=4",
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

}
