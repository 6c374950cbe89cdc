package io.computeplatform.internal.store;

import java.util.List;
import java.util.UUID;

import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection keeps the plans that it made while the table was nearly empty. They must
 * be right for the jobs that come until the table is analyzed for the first time.
 */
@Tag("engine")
@WithTestEnvironment
class FirstJobsPlanTests {

	private static final int FIRST = 30;

	private static final int LATER = 20_000;

	private final TestEnvironment environment;

	FirstJobsPlanTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void jobsThatCameLaterAreFoundByTheirIds() {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.worker.enabled=false")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			ClaimRows claims = application.bean(ClaimRows.class);
			AttemptRows attempts = application.bean(AttemptRows.class);
			jdbc.sql("alter table compute.jobs set (autovacuum_enabled = false)").update();
			jdbc.sql("insert into compute.workers (worker, lease_until) values ('worker', now() + interval '1 hour')")
				.update();
			// One connection throughout.
			new TransactionTemplate(application.bean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					run(claims, attempts, insert(jdbc, FIRST));
					List<UUID> later = insert(jdbc, LATER).subList(0, FIRST);
					long before = rowsRead(jdbc);
					run(claims, attempts, later);
					// A claim and an outcome find the row, lock it and write it.
					assertThat(rowsRead(jdbc) - before).isBetween(2L * FIRST, 12L * FIRST);
				});
		}
	}

	private static void run(ClaimRows claims, AttemptRows attempts, List<UUID> ids) {
		for (UUID id : ids) {
			assertThat(claims.claim(id, "gone", 0, "worker", false, false, new String[] { "Type" }))
				.isInstanceOf(Claim.Claimed.class);
			assertThat(attempts.complete(List.of(new AttemptRows.Success(new AttemptKey(id, 1, "worker"), null, null))))
				.hasSize(1);
		}
	}

	private static List<UUID> insert(JdbcClient jdbc, int jobs) {
		return jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				select gen_random_uuid(), 'gone', 'Type', '{}', 'queued', now() from generate_series(1, ?)
				returning id""").param(jobs).query(UUID.class).list();
	}

	private static long rowsRead(JdbcClient jdbc) {
		return jdbc.sql("""
				select coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0)
				from pg_stat_xact_user_tables where schemaname = 'compute' and relname = 'jobs'""")
			.query(Long.class)
			.single();
	}

}
