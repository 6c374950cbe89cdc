package io.computeplatform.internal.actuate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.computeplatform.JobId;
import io.computeplatform.failed.FailedJob;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However much is kept, and whatever is asked, an answer has its limits.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class BoundedAnswersTests {

	private static final int LARGE = 3_000_000;

	private HttpApplication application;

	private FailedJobRepository failedJobs;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = HttpApplication.start(environment, "management.endpoints.web.exposure.include=failedjobs",
				"compute.async.worker.enabled=false");
		this.failedJobs = this.application.bean(FailedJobRepository.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void deleteAll() {
		this.jdbc.sql("delete from compute.jobs").update();
		this.jdbc.sql("delete from compute.actions").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void pageReadsNoPayload() {
		List<UUID> ids = IntStream.range(0, 20).mapToObj((number) -> insert(LARGE, 4000)).toList();
		assertThat(this.failedJobs.find(FailedJobQuery.all()).jobs()).hasSameSizeAs(ids)
			.extracting(FailedJob::payload)
			.containsOnlyNulls();
		Answer page = this.application.get("failedjobs");
		assertThat(page.json().path("jobs")).hasSameSizeAs(ids)
			.allSatisfy((job) -> assertThat(job.path("message").asText()).hasSize(500).endsWith("…"));
		assertThat(page.body()).hasSizeLessThan(20 * 2000);
		assertThat(this.failedJobs.findById(new JobId(ids.get(0)))).get()
			.satisfies((job) -> assertThat(job.payload()).hasSizeGreaterThan(LARGE));
	}

	@Test
	void payloadThatIsTooLargeIsLeftOutAndItIsSaidWhereItIs() {
		JsonNode large = this.application.get("failedjobs/" + insert(LARGE, 1)).json();
		assertThat(large.has("payload")).isFalse();
		assertThat(large.path("omitted").path(0).asText()).contains("payload", "AsyncPlatform.find",
				String.valueOf(LARGE + 2));
		JsonNode small = this.application.get("failedjobs/" + insert(1_000_000, 1)).json();
		assertThat(small.path("payload").asText()).hasSize(1_000_002);
		assertThat(small.has("omitted")).isFalse();
	}

	@Test
	void differenceIsCut() {
		UUID id = insert(10, 1);
		this.jdbc.sql("""
				insert into compute.actions (action, job_id, copy_id, jobs, acted_by, difference)
				select 'retry-edited', ?, gen_random_uuid(), 1, 'anna', to_json(repeat('x', ?))
				from generate_series(1, 20)""").params(id, LARGE).update();
		for (String path : List.of("failedjobs/actions", "failedjobs/" + id)) {
			Answer answer = this.application.get(path);
			assertThat(answer.body()).hasSizeBetween(20 * 4000, 20 * 5000)
				.contains("... (the rest is in table actions)");
		}
	}

	@Test
	void historyHasItsNewestEntriesWithinABudget() {
		UUID id = insert(10, 1);
		this.jdbc.sql("""
				insert into compute.attempts (job_id, try_number, started_at, worker, outcome, message, stack_trace)
				select ?, n, now(), 'worker', 'executor-failed', 'message', repeat('x', 16384)
				from generate_series(1, 1000) as n""").param(id).update();
		this.jdbc.sql("""
				insert into compute.actions (action, job_id, jobs, acted_by)
				select 'retry', ?, 1, 'anna' from generate_series(1, 1000)""").param(id).update();
		Answer answer = this.application.get("failedjobs/" + id);
		assertThat(answer.body()).hasSizeLessThan(3_000_000);
		JsonNode history = answer.json().path("history");
		assertThat(history).hasSize(1000);
		List<JsonNode> attempts = StreamSupport.stream(history.spliterator(), false)
			.filter((entry) -> entry.path("kind").asText().equals("attempt"))
			.toList();
		assertThat(attempts).hasSize(500);
		assertThat(attempts.get(0).path("tryNumber").asInt()).isEqualTo(501);
		assertThat(attempts.get(0).path("stackTrace").asText()).endsWith("(the rest is in table attempts)");
		assertThat(attempts.get(499).path("stackTrace").asText()).hasSize(16384);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"exists($.** ? (exists($.** ? (exists($.** ? (exists($.** ? (exists($.** ? (exists($.** ? (exists($.**)))))))))))))",
			"$.keyvalue().keyvalue().keyvalue().keyvalue().keyvalue().keyvalue().keyvalue().keyvalue() == 1",
			"$.a.datetime(\"HH24:MI:SS.US\") == \"x\".datetime()", "$[*] == $[*]",
			"$.a like_regex \"(((a{1,99}){1,99}){1,99})\"" })
	void pathThatExplodesIsRefusedBeforeAnyJobIsRead(String path) {
		insert(1000, 1);
		String filter = "?payload=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
		for (String endpoint : List.of("failedjobs", "failedjobs/count", "failedjobs/groups")) {
			Answer answer = this.application.get(endpoint + filter);
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.json().path("message").asText()).contains("$.customer.id == 42").hasSizeLessThan(1000);
		}
	}

	@Test
	void mostExpensivePathThatIsTakenCostsABoundedTimeAndPassesOverWhatIsLarger() {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, finished_at, failed_at, failure_reason)
				select gen_random_uuid(), 'work', 'type', json_agg(1), 'failed', now(), now(), 'executor-failed'
				from generate_series(1, 349000)""").update();
		insert(LARGE, 1);
		String steps = "$" + "[*]".repeat(10) + " == ";
		assertThat(this.failedJobs.count(FailedJobQuery.all()
			.withPayload(
					IntStream.range(2, 7).mapToObj((value) -> steps + value).reduce((a, b) -> a + " || " + b).get())))
			.isZero();
		assertThat(this.failedJobs.count(FailedJobQuery.all().withPayload("$[*] == 1"))).isOne();
		assertThat(this.failedJobs.count(FailedJobQuery.all().withPayload("$ starts with \"x\""))).isZero();
	}

	private UUID insert(int payload, int message) {
		UUID id = UUID.randomUUID();
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, finished_at, failed_at, failure_reason,
				  failure_message)
				values (?, 'work', 'type', to_json(repeat('x', ?)), 'failed', now(), now(), 'executor-failed',
				  repeat('m', ?))""").params(id, payload, message).update();
		return id;
	}

}
