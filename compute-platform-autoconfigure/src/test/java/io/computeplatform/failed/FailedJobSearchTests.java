package io.computeplatform.failed;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each condition finds what it says, and nothing else.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobSearchTests {

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void deleteAll() {
		this.jdbc.sql("delete from compute.jobs").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	static Stream<FailedJobQuery> queries() {
		FailedJobQuery all = FailedJobQuery.all();
		return Stream.of(all.ofQueue("wanted"), all.ofType("Wanted"), all.ofGroup(new UUID(1, 1)),
				all.withReason(FailureReason.TIMED_OUT), all.withException("java.io.IOException"),
				all.withException("java.net.ConnectException"), all.withMessage("50%_OF"), all.withMessage("it's"),
				all.failedSince(NOON), all.withMinTries(3), all.ofWorker("wanted@1"),
				all.withPayload("$.customer.id == 42"), all.withPayload("exists($.items[*] ? (@.amount > 100))"),
				all.withPayload("$.name starts with \"A\" && $.customer.id < 50"),
				all.ofQueue("wanted")
					.ofType("Wanted")
					.withMessage("50%")
					.withMinTries(1)
					.withPayload("$.name == \"Anna\""));
	}

	@ParameterizedTest
	@MethodSource("queries")
	void conditionFindsWhatItSays(FailedJobQuery query) {
		UUID wanted = insert("wanted", "Wanted", new UUID(1, 1), FailureReason.TIMED_OUT,
				List.of("java.net.ConnectException", "java.net.SocketException", "java.io.IOException"),
				"It's 50%_of all", NOON, 3, """
						{"customer": {"id": 42}, "name": "Anna", "items": [{"amount": 1}, {"amount": 101}]}""");
		insert("other", "Other", new UUID(2, 2), FailureReason.EXECUTOR_FAILED, List.of("java.lang.RuntimeException"),
				"Its 500 of all", NOON.minusMillis(1), 2, """
						{"customer": {"id": "42"}, "name": "Bert", "items": []}""");
		insert("other", "Other", new UUID(2, 2), FailureReason.EXECUTOR_FAILED, List.of(), null, NOON.minusSeconds(1),
				1, "[\"a half \\uD83D and a NUL \\u0000\", 1e400000]");
		this.jdbc.sql("""
				insert into compute.attempts (job_id, try_number, started_at, worker, outcome)
				select id, 1, now(), case queue when 'wanted' then 'wanted@1' else 'other@1' end, 'timed-out'
				from compute.jobs""").update();
		assertThat(this.failedJobs.find(query).jobs()).extracting((job) -> job.id().value()).containsExactly(wanted);
		assertThat(this.failedJobs.count(query)).isOne();
		assertThat(this.failedJobs.groups(query, 10)).extracting(FailedJobGroup::count).containsExactly(1L);
	}

	@Test
	void timesAreFromAndUntil() {
		UUID first = insertAt(NOON);
		UUID second = insertAt(NOON.plusSeconds(1));
		assertThat(ids(FailedJobQuery.all().failedSince(NOON))).containsExactly(second, first);
		assertThat(ids(FailedJobQuery.all().failedBefore(NOON.plusSeconds(1)))).containsExactly(first);
		assertThat(ids(FailedJobQuery.all().failedSince(NOON.plusSeconds(1)).failedBefore(NOON))).isEmpty();
		assertThat(ids(FailedJobQuery.all().withMaxTries(0))).isEmpty();
		assertThat(ids(FailedJobQuery.all().withMaxTries(1))).hasSize(2);
	}

	@Test
	void exceptionIsFoundByWhatItExtendsAndByItsCause() {
		JobId id = this.application.platform()
			.submit("work", new Work("fail-with-cause", 0), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		for (String type : List.of("java.util.concurrent.CompletionException", "java.lang.RuntimeException",
				"java.lang.Exception", "java.net.ConnectException", "java.io.IOException")) {
			assertThat(ids(FailedJobQuery.all().withException(type))).as(type).containsExactly(id.value());
		}
		for (String type : List.of("java.lang.IllegalStateException", "ConnectException", "java.net.bindexception")) {
			assertThat(ids(FailedJobQuery.all().withException(type))).as(type).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.a ==", "$", "customer", "'; drop table jobs; --", "$.a == $x", "$.a like_regex \"(\"" })
	void pathThatIsNoPredicateIsRefusedAndTheTransactionLives(String path) {
		FailedJobQuery query = FailedJobQuery.all().withPayload(path);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.failedJobs.count(query))
					.withMessageContaining("payload")
					.withMessageContaining("predicate");
				status.setRollbackOnly();
			});
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.failedJobs.groups(query, 1));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations().start(BulkRequest.discard(query, 0)));
	}

	private List<UUID> ids(FailedJobQuery query) {
		return this.failedJobs.find(query).jobs().stream().map((job) -> job.id().value()).toList();
	}

	private UUID insertAt(Instant failedAt) {
		return insert("work", "T", new UUID(1, 1), FailureReason.EXECUTOR_FAILED, List.of(), null, failedAt, 1, "{}");
	}

	private UUID insert(String queue, String type, UUID group, FailureReason reason, List<String> classes,
			String message, Instant failedAt, int tries, String payload) {
		UUID id = UUID.randomUUID();
		this.jdbc
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, finished_at, failed_at,
					  failure_reason, failure_classes, failure_message, failure_fingerprint, failure_title)
					values (?, ?, ?, ?::json, 'failed', ?, 10, now(), ?, ?, ?, ?, ?, 'title')""")
			.params(id, queue, type, payload, tries, failedAt.atOffset(ZoneOffset.UTC), reason.value(),
					classes.toArray(String[]::new), message, group)
			.update();
		return id;
	}

}
