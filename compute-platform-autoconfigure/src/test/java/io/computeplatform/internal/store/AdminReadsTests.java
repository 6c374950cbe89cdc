package io.computeplatform.internal.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.computeplatform.JobStatus;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Expensive reads end by themselves, and leave the engine its connections.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class AdminReadsTests {

	private TestApplication application;

	private AdminReads reads;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.admin.query-timeout=200ms",
				"compute.async.admin.concurrent-reads=5", "spring.datasource.hikari.maximum-pool-size=4");
		this.reads = this.application.bean(AdminReads.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void readThatTakesTooLongEndsAndNamesTheProperty() {
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> this.reads.read(this::sleep))
			.withMessageContaining("compute.async.admin.query-timeout");
	}

	@Test
	void callersTransactionLivesOnWithItsOwnTimeout() {
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				this.jdbc.sql("set local statement_timeout = '77s'").update();
				assertThat(this.reads.read(this::timeout)).isEqualTo("200ms");
				assertThat(timeout()).isEqualTo("77s");
				assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> this.reads.read(this::sleep));
				assertThat(timeout()).isEqualTo("77s");
				this.jdbc.sql("set local statement_timeout = '50ms'").update();
				assertThat(this.reads.read(this::timeout)).isEqualTo("50ms");
			});
		assertThat(timeout()).isEqualTo("0");
	}

	@Test
	void readHasPlannerSettingsOfItsOwnAndTheCallersStay() {
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				this.jdbc.sql("set local jit = on").update();
				assertThat(this.reads.read(this::plannerSettings)).isEqualTo("off on");
				assertThat(plannerSettings()).isEqualTo("on on");
				assertThat(this.reads.readInIndexOrder(this::plannerSettings)).isEqualTo("off off");
				assertThat(plannerSettings()).isEqualTo("on on");
				assertThatExceptionOfType(QueryTimeoutException.class)
					.isThrownBy(() -> this.reads.readInIndexOrder(this::sleep));
				assertThat(plannerSettings()).isEqualTo("on on");
				this.jdbc.sql("set local enable_bitmapscan = off").update();
				assertThat(this.reads.read(this::plannerSettings)).isEqualTo("off off");
			});
	}

	@Test
	void asManyRunAtOnceAsLeaveTwoConnectionsToTheEngine() {
		CountDownLatch running = new CountDownLatch(2);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Void> both = CompletableFuture.allOf(hold(running, end), hold(running, end));
		await(running);
		assertThatExceptionOfType(TransientDataAccessResourceException.class)
			.isThrownBy(() -> this.application.failedJobs().count(FailedJobQuery.all()))
			.withMessageContaining("compute.async.admin.concurrent-reads")
			.withMessageContaining("2 reads");
		this.application.await(this.application.submit(new Work("succeed", 1)), JobStatus.COMPLETE);
		end.countDown();
		both.join();
		assertThat(this.application.failedJobs().count(FailedJobQuery.all())).isZero();
	}

	private CompletableFuture<Void> hold(CountDownLatch running, CountDownLatch end) {
		return CompletableFuture.runAsync(() -> this.reads.read(() -> {
			running.countDown();
			await(end);
			return timeout();
		}), (task) -> new Thread(task).start());
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("The test was interrupted", ex);
		}
	}

	private String timeout() {
		return this.jdbc.sql("select current_setting('statement_timeout')").query(String.class).single();
	}

	private String plannerSettings() {
		return this.jdbc.sql("select current_setting('jit') || ' ' || current_setting('enable_bitmapscan')")
			.query(String.class)
			.single();
	}

	private Object sleep() {
		return this.application.bean(Database.class).sql("SELECT pg_sleep(60)::text").query(String.class).single();
	}

}
