package io.computeplatform.relay;

import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class OldTracesTests {

	private final TestEnvironment environment;

	OldTracesTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void lostWorkersAndDeletedJobsAreForgottenAfterSevenDays() {
		try (TestApplication application = TestApplication.start(this.environment)) {
			insertTraces(application.bean(JdbcClient.class));
		}
		try (TestApplication application = TestApplication.start(this.environment)) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			Awaitility.await("Old traces to be deleted")
				.until(() -> count(jdbc, "compute.workers where worker = 'old'") == 0
						&& count(jdbc, "compute.deleted_jobs where deleted_at < now() - interval '7 days'") == 0);
			assertThat(count(jdbc, "compute.workers where worker = 'young'")).isOne();
			assertThat(count(jdbc, "compute.deleted_jobs")).isOne();
		}
	}

	private static void insertTraces(JdbcClient jdbc) {
		jdbc.sql("""
				insert into compute.workers (worker, lease_until, lost_at) values
				  ('old', now() - interval '8 days', now() - interval '8 days'),
				  ('young', now() - interval '6 days', now() - interval '6 days')""").update();
		jdbc.sql("""
				insert into compute.deleted_jobs (job_id, deleted_at) values
				  ('00000000-0000-0000-0000-000000000008', now() - interval '8 days'),
				  ('00000000-0000-0000-0000-000000000006', now() - interval '6 days')""").update();
	}

	private static int count(JdbcClient jdbc, String rows) {
		return jdbc.sql("select count(*) from " + rows).query(Integer.class).single();
	}

}
