package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.computeplatform.JobStatus;
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
class OutboxTests {

	private static final String[] QUEUES = { "letters", "calls" };

	private static final Duration GRACE = Duration.ofHours(1);

	private static final String RANDOM = "(select string_agg(md5(random()::text), '') from generate_series(1, 32768))";

	private TestApplication application;

	private Outbox messages;

	@BeforeEach
	void start(TestEnvironment environment) {
		// Serves neither queue, so that its relay takes nothing.
		this.application = TestApplication.start(environment, "compute.async.worker.enabled=false");
		this.messages = this.application.bean(Outbox.class);
		jdbc().sql("delete from compute.jobs").update();
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	// A million characters that can't be compressed, and such as take a fraction of it.
	@ValueSource(strings = { RANDOM, "repeat('x', 1048576)" })
	void deadLettersAreHandedOutAsFarAsTheyFitInMemory(String payload) {
		insert("letters", "failed", payload, 20);
		insert("calls", "queued", payload, 30);
		Set<UUID> letters = new HashSet<>();
		List<Integer> rounds = new ArrayList<>();
		List<OutboxMessage> batch = this.messages.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING);
		assertThat(batch).filteredOn((message) -> message.status() == JobStatus.QUEUED)
			.as("calls that wait for no letter")
			.hasSize(30)
			.allSatisfy((call) -> assertThat(call.payload()).isNull());
		while (!batch.isEmpty()) {
			List<OutboxMessage> failed = batch.stream().filter((one) -> one.status() == JobStatus.FAILED).toList();
			assertThat(failed.stream().mapToLong((one) -> one.payload().length()).sum())
				.isLessThanOrEqualTo(Outbox.MAX_PAYLOADS);
			failed.forEach((one) -> letters.add(one.id()));
			rounds.add(failed.size());
			batch = this.messages.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING);
		}
		assertThat(letters).hasSize(20);
		assertThat(rounds).containsExactly(7, 7, 6);
	}

	@Test
	void letterThatIsLargerThanTheBoundIsHandedOutAlone() {
		insert("letters", "failed", "repeat('x', %d)".formatted(Outbox.MAX_PAYLOADS + 1), 2);
		assertThat(this.messages.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING)).hasSize(1);
		assertThat(this.messages.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING)).hasSize(1);
		assertThat(this.messages.claimDue(QUEUES, 100, GRACE, Outbox.BEGINNING)).isEmpty();
	}

	private void insert(String queue, String status, String payload, int count) {
		jdbc()
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, max_tries, failure_reason, failed_at, finished_at, message_due_at)
					select gen_random_uuid(), :queue, 'Type', to_json(%s), :status, 4,
					  case when :status = 'failed' then 'executor-failed' end, case when :status = 'failed' then now() end,
					  case when :status = 'failed' then now() end, now()
					from generate_series(1, :count) as number"""
				.formatted(payload))
			.param("queue", queue)
			.param("status", status)
			.param("count", count)
			.update();
	}

	private JdbcClient jdbc() {
		return this.application.bean(JdbcClient.class);
	}

}
