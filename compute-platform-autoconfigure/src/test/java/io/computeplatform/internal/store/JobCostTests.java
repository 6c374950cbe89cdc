package io.computeplatform.internal.store;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.PrivatePostgres;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.event.Level;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a job may cost. Counts, no times: they are the same on each machine. The server is
 * this test's own, because WAL is counted for all of its databases.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JobCostTests {

	private static final int JOBS = 400;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Cheap PAYLOAD = new Cheap("two hundred bytes of text".repeat(8));

	private static final Semaphore EXECUTED = new Semaphore(0);

	private PrivatePostgres postgres;

	private TestEnvironment environment;

	/** What an application costs that has no jobs. */
	private Counts idle;

	@BeforeAll
	void start(TestEnvironment environment) throws Exception {
		this.environment = environment;
		this.postgres = PrivatePostgres.start();
		// The first one migrates.
		run(JobCostTests::nothing);
		this.idle = run(JobCostTests::nothing);
	}

	@AfterAll
	void stop() {
		this.postgres.close();
	}

	@Test
	void jobThatIsAloneTakesThreeStatements() throws Exception {
		Cost cost = cost((application) -> {
			for (int i = 0; i < JOBS; i++) {
				application.submit(PAYLOAD);
				awaitExecuted(1);
			}
		});
		assertThat(cost.transactions).as("insert, claim, outcome").isBetween(2.8, 3.5);
		assertWithinBounds(cost);
	}

	@Test
	void jobsAmongManyShareStatements() throws Exception {
		Cost cost = cost((application) -> {
			application.platform().submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, PAYLOAD));
			awaitExecuted(JOBS);
		});
		assertThat(cost.transactions).as("statements are shared").isLessThan(2.5);
		assertWithinBounds(cost);
	}

	@Test
	void jobsThatReportCostOneMoreStatementThatTheyShareAndTheRowsThatTheyFill() throws Exception {
		Cost cost = cost((application) -> {
			application.platform().submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, new Telling("text")));
			awaitExecuted(JOBS);
		});
		assertThat(cost.transactions).as("statements are shared").isLessThan(3.5);
		assertThat(cost.rows).as("%s: those of any job, one for the progress, one for the line", cost)
			.isBetween(4.8, 6.1);
	}

	@Test
	void idleApplicationAsksLittle() throws Exception {
		long end = System.nanoTime() + IDLE.toNanos();
		Counts counts = run((application) -> Awaitility.await().until(() -> System.nanoTime() - end >= 0))
			.minus(this.idle);
		long perMinute = Duration.ofMinutes(1).dividedBy(IDLE);
		assertThat(counts.transactions * perMinute).as("transactions per minute, %s", counts).isBetween(100L, 600L);
		assertThat(counts.wal * perMinute).as("bytes of WAL per minute, %s", counts).isLessThan(100_000);
		assertThat(counts.blocks * perMinute).as("blocks per minute, %s", counts).isLessThan(10_000);
		assertThat(counts.allocated * perMinute).as("bytes allocated per minute, %s", counts).isLessThan(100_000_000);
	}

	/**
	 * About one and a half times what is usual.
	 */
	private static void assertWithinBounds(Cost cost) {
		assertThat(cost.rows).as("%s: an insert, two updates, at most one mark", cost).isBetween(2.8, 4.1);
		assertThat(cost.walBytes).as("%s", cost).isBetween(1_000L, 2_500L);
		assertThat(cost.blocks).as("%s", cost).isBetween(20.0, 75.0);
		assertThat(cost.allocatedBytes).as("%s", cost).isBetween(20_000L, 100_000L);
	}

	private static void awaitExecuted(int jobs) throws InterruptedException {
		assertThat(EXECUTED.tryAcquire(jobs, 1, TimeUnit.MINUTES)).isTrue();
	}

	private static void nothing(TestApplication application) {
	}

	private Cost cost(Load load) throws Exception {
		return run(load).minus(this.idle).each();
	}

	private Counts run(Load load) throws Exception {
		PostgresServer server = this.postgres.server();
		Counts before = counts(server);
		long allocated;
		try (TestApplication application = TestApplication.start(this.environment, CheapMain.class,
				"spring.datasource.url=" + server.url(), "spring.datasource.username=" + server.username(),
				"spring.datasource.password=" + server.password(), "compute.async.queues.work.concurrency=8",
				"compute.async.relay.poll-interval=5s", "compute.async.relay.grace=10s",
				"compute.async.worker.lease-duration=60s", "compute.async.worker.lease-renewal=20s")) {
			Map<Long, Long> start = allocated();
			load.on(application);
			Awaitility.await()
				.until(() -> application.bean(JdbcClient.class)
					.sql("select not exists (select from compute.jobs where status <> 'complete')")
					.query(Boolean.class)
					.single());
			allocated = allocated().entrySet()
				.stream()
				.mapToLong((thread) -> thread.getValue() - start.getOrDefault(thread.getKey(), 0L))
				.sum();
		}
		// Sessions report what they have counted when they end.
		Awaitility.await()
			.until(() -> number(server,
					"select count(*) from pg_stat_activity where datname = current_database()") == 1);
		return counts(server).minus(before).withAllocated(allocated);
	}

	/**
	 * Bytes by thread.
	 */
	private static Map<Long, Long> allocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return LongStream.of(threads.getAllThreadIds())
			.boxed()
			.collect(Collectors.toMap((id) -> id, threads::getThreadAllocatedBytes));
	}

	private static Counts counts(PostgresServer server) throws SQLException {
		return new Counts(number(server, "select xact_commit from pg_stat_database where datname = current_database()"),
				number(server, "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"),
				number(server, "select coalesce(sum(n_tup_ins + n_tup_upd), 0) from pg_stat_user_tables"),
				number(server, """
						select coalesce(sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read), 0)
						from pg_statio_user_tables"""), 0);
	}

	private static long number(PostgresServer server, String sql) throws SQLException {
		try (Connection connection = server.connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getLong(1);
		}
	}

	private interface Load {

		void on(TestApplication application) throws Exception;

	}

	private record Counts(long transactions, long wal, long rows, long blocks, long allocated) {

		Counts minus(Counts other) {
			return new Counts(this.transactions - other.transactions, this.wal - other.wal, this.rows - other.rows,
					this.blocks - other.blocks, this.allocated - other.allocated);
		}

		Counts withAllocated(long bytes) {
			return new Counts(this.transactions, this.wal, this.rows, this.blocks, bytes);
		}

		Cost each() {
			return new Cost(this.transactions / (double) JOBS, this.wal / JOBS, this.rows / (double) JOBS,
					this.blocks / (double) JOBS, this.allocated / JOBS);
		}

	}

	private record Cost(double transactions, long walBytes, double rows, double blocks, long allocatedBytes) {

	}

	record Cheap(String text) {

	}

	record Telling(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class CheapMain {

		@Bean
		JobExecutor<Cheap> cheapExecutor() {
			return new JobExecutor<>() {

				@Override
				public void execute(JobContext<Cheap> job) {
					EXECUTED.release();
				}

			};
		}

		@Bean
		JobExecutor<Telling> tellingExecutor() {
			return new JobExecutor<>() {

				@Override
				public void execute(JobContext<Telling> job) {
					job.progress(1, 1);
					job.log(Level.INFO, job.payload().text());
					job.result(1);
					EXECUTED.release();
				}

			};
		}

	}

}
