package io.computeplatform.internal.store;

import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class UnservedQueuePlanTests {

	private static final int JOBS = 60_000;

	@Test
	void fewRowsOfManyAreLookedAt(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false",
				"compute.async.relay.poll-interval=1h")) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			jdbc.sql(
					"""
							insert into compute.jobs (id, queue, type, payload, status, message_sent_at, finished_at)
							select gen_random_uuid(), 'gone' || n % 3, 'Type', '{}', status, case status when 'queued' then now() end,
							  case status when 'complete' then now() end
							from generate_series(1, ?) as n, unnest(array['queued', 'complete']) as status""")
				.param(JOBS)
				.update();
			jdbc.sql("vacuum analyze compute.jobs").update();
			assertThat(application.bean(UnservedQueueRows.class).find(new String[] { "gone1" })).containsExactly(
					new UnservedQueueRows.Unserved("gone0", UnservedQueueRows.MAX_COUNT, 0, 0),
					new UnservedQueueRows.Unserved("gone2", UnservedQueueRows.MAX_COUNT, 0, 0));
			new TransactionTemplate(application.bean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					jdbc.sql("set local plan_cache_mode = force_generic_plan").update();
					jdbc.sql("prepare unserved (integer, text[]) as "
							+ UnservedQueueRows.STATEMENT.replace(":limit", "$1").replace(":served", "$2"))
						.update();
					assertThat(jdbc.sql("explain execute unserved (10000, '{}')").query(String.class).list())
						.noneMatch((line) -> line.contains("Seq Scan on jobs"));
					jdbc.sql("deallocate unserved").update();
				});
		}
	}

}
