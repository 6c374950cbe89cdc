package io.computeplatform.internal.retention;

import javax.sql.DataSource;

import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class TombstoneTests {

	private static final int MANY = 4_000;

	private final TestEnvironment environment;

	TombstoneTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void insertTraces() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.interval=1d")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			jdbc.sql("truncate compute.workers, compute.deleted_jobs").update();
			jdbc.sql("""
					insert into compute.workers (worker, lease_until, lost_at) values
					  ('old', now() - interval '8 days', now() - interval '8 days'),
					  ('young', now() - interval '6 days', now() - interval '6 days')""").update();
			jdbc.sql("""
					insert into compute.deleted_jobs (job_id, deleted_at) values
					  ('00000000-0000-0000-0000-000000000008', now() - interval '8 days'),
					  ('00000000-0000-0000-0000-000000000006', now() - interval '6 days')""").update();
		}
	}

	@Test
	void lostWorkersAndDeletedJobsAreForgottenAfterSevenDaysWhetherOrNotJobsAreDeleted() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.enabled=false")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			awaitForgotten(jdbc);
			assertThat(count(jdbc, "compute.workers where worker = 'young'")).isOne();
			assertThat(count(jdbc, "compute.deleted_jobs")).isOne();
		}
	}

	@Test
	void manyTracesAreDeletedInBatchesThatEachFitIntoAStatementTimeout() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.interval=100ms", "compute.async.retention.batch-size=1000",
				"compute.async.retention.enabled=false")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			awaitForgotten(jdbc);
			// A statement that deletes more than a hundred of them is refused.
			jdbc.sql(
					"""
							create function few() returns trigger language plpgsql as $$
							begin
							  if (select count(*) from gone) > 100 then
							    raise exception using errcode = '57014', message = 'canceling statement due to statement timeout';
							  end if;
							  return null;
							end $$""")
				.update();
			jdbc.sql("""
					create trigger few after delete on compute.deleted_jobs referencing old table as gone
					for each statement execute function few()""").update();
			jdbc.sql("""
					insert into compute.deleted_jobs (job_id, deleted_at)
					select gen_random_uuid(), now() - interval '8 days' from generate_series(1, ?)""")
				.param(MANY)
				.update();
			awaitForgotten(jdbc);
		}
	}

	@Test
	void rejectedMessagesThatWereSettledLongAgoAreDeletedAndOpenOnesAreNot() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.interval=100ms", "compute.async.retention.batch-size=1000")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			jdbc.sql("""
					insert into compute.rejected_messages
					  (queue, fingerprint, reason, headers, body, body_size, last_rejected_at, resolved_at, resolved_as)
					select 'work', decode(md5(number::text), 'hex'), 'why', '{}', '', 0, now() - interval '90 days',
					  case when number > 10 then now() - number % 2 * interval '8 days' end,
					  case when number > 10 then 'discard' end
					from generate_series(1, ?) as number""").param(MANY).update();
			Awaitility.await("Old ones to be deleted")
				.until(() -> count(jdbc,
						"compute.rejected_messages where resolved_at < now() - interval '7 days'") == 0);
			assertThat(count(jdbc, "compute.rejected_messages where resolved_at is null")).isEqualTo(10);
			assertThat(count(jdbc, "compute.rejected_messages where resolved_at is not null"))
				.isEqualTo((MANY - 10) / 2);
		}
	}

	@Test
	void tracesThatSomebodyHasLockedHoldUpNoOthers() {
		// Not an application, which would delete them too.
		DataSource keeper = new DriverManagerDataSource(this.environment.jdbcUrl(),
				this.environment.postgres().username(), this.environment.postgres().password());
		JdbcClient jdbc = JdbcClient.create(keeper);
		jdbc.sql("""
				insert into compute.deleted_jobs (job_id, deleted_at) values
				  ('00000000-0000-0000-0000-000000000009', now() - interval '9 days'),
				  ('00000000-0000-0000-0000-000000000010', now() - interval '10 days')""").update();
		new TransactionTemplate(new DataSourceTransactionManager(keeper)).executeWithoutResult((status) -> {
			jdbc.sql(
					"select from compute.deleted_jobs where job_id = '00000000-0000-0000-0000-000000000010' for update")
				.query((row) -> {
				});
			try (TestApplication other = TestApplication.start(this.environment,
					"compute.async.retention.interval=100ms")) {
				assertThat(other).isNotNull();
				Awaitility.await()
					.until(() -> count(jdbc, "compute.deleted_jobs where deleted_at < now() - interval '7 days'") == 1);
			}
		});
	}

	private static void awaitForgotten(JdbcClient jdbc) {
		Awaitility.await("Old traces to be deleted")
			.until(() -> count(jdbc, "compute.workers where worker = 'old'") == 0
					&& count(jdbc, "compute.deleted_jobs where deleted_at < now() - interval '7 days'") == 0);
	}

	private static int count(JdbcClient jdbc, String rows) {
		return jdbc.sql("select count(*) from " + rows).query(Integer.class).single();
	}

}
