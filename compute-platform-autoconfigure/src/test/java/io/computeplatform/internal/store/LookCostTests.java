package io.computeplatform.internal.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The looks of relay and recovery while a snapshot is open, so that nothing can be
 * vacuumed.
 */
@Tag("engine")
@WithTestEnvironment
class LookCostTests {

	private static final String[] QUEUES = { "letters" };

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final TestEnvironment environment;

	LookCostTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void lookCostsNoMoreTheLongerASnapshotIsOpen() throws Exception {
		try (TestApplication application = TestApplication.start(this.environment, "compute.async.worker.enabled=false",
				"compute.async.relay.poll-interval=1h", "compute.async.worker.lease-duration=1h");
				Connection reader = this.environment.postgres().connect(this.environment.database());
				Statement snapshot = reader.createStatement()) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			assumeThat(jdbc.sql("select current_setting('server_version_num')::integer").query(Integer.class).single())
				.as("sessions report their counts on request since PostgreSQL 15")
				.isGreaterThanOrEqualTo(150000);
			jdbc.sql("""
					alter table compute.jobs set (autovacuum_enabled = false);
					insert into compute.workers (worker, lease_until) values ('alive', now() + interval '1 hour');
					insert into compute.jobs
					  (id, queue, type, payload, status, message_due_at, worker, started_at, try_count)
					select gen_random_uuid(), 'letters', 'Type', '{}', status, now() - interval '1 minute',
					  case status when 'in-progress' then 'alive' end, now(), (status = 'in-progress')::integer
					from generate_series(1, 10000), unnest(array['queued', 'in-progress']) as status""").update();
			reader.setAutoCommit(false);
			reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			snapshot.execute("select 1 from compute.workers");
			jdbc.sql("""
					update compute.jobs
					set status = 'complete', finished_at = now(), message_due_at = null, worker = null
					where queue = 'letters'""").update();
			Outbox outbox = application.bean(Outbox.class);
			AttemptRows attempts = application.bean(AttemptRows.class);
			OffsetDateTime lookedUntil = outbox.nextDue(QUEUES, Outbox.BEGINNING).noneBefore().minusSeconds(2);
			for (Runnable look : new Runnable[] {
					() -> assertThat(outbox.claimDue(QUEUES, 100, GRACE, lookedUntil)).isEmpty(),
					() -> assertThat(outbox.nextDue(QUEUES, lookedUntil).dueAt()).isNull(),
					() -> assertThat(attempts.orphans(QUEUES, Duration.ofMinutes(5), new UUID(0, 0), 100))
						.isEmpty() }) {
				assertThat(blocks(application, look)).isLessThan(50);
			}
			for (Runnable look : new Runnable[] {
					() -> assertThat(outbox.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING)).isEmpty(),
					() -> assertThat(outbox.nextDue(QUEUES, Outbox.BEGINNING).dueAt()).isNull(),
					() -> assertThat(attempts.orphans(QUEUES, null, new UUID(0, 0), 100)).isEmpty() }) {
				assertThat(blocks(application, look)).as("what a full look costs").isGreaterThan(200);
			}
		}
	}

	@Test
	void messageThatWasDueBeforeTheLastLookIsFoundByAFullOne() {
		try (TestApplication application = TestApplication.start(this.environment)) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			UUID id = application.bean(JdbcClient.class).sql("""
					insert into compute.jobs (id, queue, type, payload, status, due_at, message_due_at)
					select gen_random_uuid(), queue, type, payload, 'queued', now(), now() - interval '1 hour'
					from compute.jobs limit 1
					returning id""").query(UUID.class).single();
			assertThat(application.await(new JobId(id), JobStatus.COMPLETE).tryCount()).isOne();
		}
	}

	/**
	 * Others can read the table meanwhile: the least of several looks.
	 */
	private long blocks(TestApplication application, Runnable look) throws SQLException {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			long before = blocks();
			// One connection for both.
			new TransactionTemplate(application.bean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					look.run();
					application.bean(JdbcClient.class).sql("select pg_stat_force_next_flush()").query().singleRow();
				});
			least = Math.min(least, blocks() - before);
		}
		return least;
	}

	private long blocks() throws SQLException {
		try (Connection connection = this.environment.postgres().connect(this.environment.database());
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("""
						select heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
						from pg_statio_user_tables where relname = 'jobs'""")) {
			row.next();
			return row.getLong(1);
		}
	}

}
