package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.List;

import io.computeplatform.control.QueueControl;
import io.computeplatform.internal.store.QueueRows.JobCounts;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class QueueRowsTests {

	private static final String[] QUEUES = { "work", "other" };

	private TestApplication application;

	private QueueRows rows;

	@BeforeEach
	void start(TestEnvironment environment) {
		// No relay that would publish what the test leaves pending.
		this.application = TestApplication.start(environment, "compute.async.worker.enabled=false",
				"compute.async.relay.poll-interval=1h", "compute.async.relay.grace=1h");
		this.rows = this.application.bean(QueueRows.class);
		jdbc().sql("delete from compute.jobs").update();
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void emptyQueueHasZeroOfEverything() {
		assertThat(this.rows.jobCounts(QUEUES)).containsExactlyInAnyOrder(
				new JobCounts("work", 0, 0, 0, 0, 0, Duration.ZERO, false),
				new JobCounts("other", 0, 0, 0, 0, 0, Duration.ZERO, false));
		assertThat(this.rows.outboxLag(QUEUES)).isZero();
	}

	@Test
	void everyJobIsCountedWhereItBelongs() {
		insert(1, "queued", "now() - interval '1 hour'", "null", "now()");
		insert(2, "queued", "now() - interval '5 minutes'", "now() + interval '10 seconds'", "null");
		insert(4, "queued", "now() + interval '1 hour'", "now() + interval '1 hour'", "null");
		insert(8, "in-progress", "now()", "null", "null");
		insert(16, "failed", "now()", "now()", "null");
		insert(32, "failed", "now()", "null", "null");
		insert(64, "complete", "now()", "null", "null");
		this.application.bean(QueueControl.class).pause("work", "why not");
		List<JobCounts> figures = this.rows.jobCounts(QUEUES);
		this.application.bean(QueueControl.class).resume("work");
		assertThat(figures).filteredOn((each) -> each.queue().equals("work")).singleElement().satisfies((work) -> {
			assertThat(work).usingRecursiveComparison()
				.ignoringFields("outboxLag")
				.isEqualTo(new JobCounts("work", 1 + 2 + 4, 1 + 2, 8, 16 + 32, 2 + 16, Duration.ZERO, true));
			assertThat(work.outboxLag()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(30));
		});
		assertThat(this.rows.outboxLag(QUEUES)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(30));
	}

	@Test
	void whatIsScheduledIsNotOwedYet() {
		insert(3, "queued", "now() + interval '1 hour'", "now() + interval '1 hour'", "null");
		assertThat(this.rows.outboxLag(QUEUES)).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { QueueRows.JOB_COUNTS, QueueRows.OUTBOX_LAG })
	void finishedJobsAreNotRead(String statement) {
		insert(50_000, "complete", "now()", "null", "null");
		insert(50, "queued", "now()", "null", "now()");
		insert(50, "queued", "now()", "now()", "null");
		insert(50, "failed", "now()", "null", "null");
		jdbc().sql("vacuum analyze compute.jobs").update();
		assertThat(this.application.bean(Database.class)
			.sql("explain " + statement)
			.param("queues", QUEUES)
			.param("most", 1000)
			.query(String.class)
			.list()).asString().containsPattern("Index (Only )?Scan using jobs_").doesNotContain("Seq Scan on jobs");
	}

	@Test
	void noMoreRowsAreReadThanACountMayHave() {
		insert(300, "queued", "now()", "null", "now()");
		insert(300, "queued", "now() - interval '5 minutes'", "now()", "null");
		insert(300, "failed", "now()", "null", "null");
		jdbc().sql("vacuum analyze compute.jobs").update();
		assertThat(this.rows.jobCounts(QUEUES, 100)).filteredOn((each) -> each.queue().equals("work"))
			.singleElement()
			.usingRecursiveComparison()
			.ignoringFields("outboxLag")
			.isEqualTo(new JobCounts("work", 100, 100, 0, 100, 100, Duration.ZERO, false));
		List<String> plan = this.application.bean(Database.class)
			.sql("explain (analyze, timing off) " + QueueRows.JOB_COUNTS)
			.param("queues", QUEUES)
			.param("most", 100)
			.query(String.class)
			.list();
		assertThat(plan).filteredOn((line) -> line.contains("Scan") && line.contains(" on jobs"))
			.isNotEmpty()
			.allSatisfy((line) -> assertThat(Integer.parseInt(line.replaceFirst(".*actual rows=(\\d+).*", "$1")))
				.isLessThanOrEqualTo(100));
	}

	private void insert(int count, String status, String dueAt, String messageDueAt, String messageSentAt) {
		jdbc().sql("""
				insert into compute.jobs (id, queue, type, payload, status, worker, started_at, finished_at, due_at,
				  failed_at, failure_reason, message_due_at, message_sent_at)
				select gen_random_uuid(), 'work', 'type', '{}', :status, 'worker', now(),
				  case when :status not in ('queued', 'in-progress') then now() end, %s,
				  case when :status = 'failed' then now() - interval '1 minute' end,
				  case when :status = 'failed' then 'executor-failed' end, %s, %s
				from generate_series(1, :count)""".formatted(dueAt, messageDueAt, messageSentAt))
			.param("status", status)
			.param("count", count)
			.update();
	}

	private JdbcClient jdbc() {
		return this.application.bean(JdbcClient.class);
	}

}
