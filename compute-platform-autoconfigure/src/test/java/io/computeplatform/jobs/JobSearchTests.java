package io.computeplatform.jobs;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each condition finds what it says in each status, and pages are complete and without
 * repetition.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JobSearchTests {

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	private static final List<String> STATUSES = Stream.of(JobStatus.values())
		.filter((status) -> status != JobStatus.UNKNOWN)
		.map(JobStatus::value)
		.toList();

	private TestApplication application;

	private JobRepository jobs;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		// Serves no queue of these jobs, so that its relay takes nothing.
		this.application = TestApplication.start(environment, "compute.async.worker.enabled=false",
				"compute.async.retention.enabled=false", "compute.async.masking.fields=pin");
		this.jobs = this.application.bean(JobRepository.class);
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

	static Stream<JobQuery> queries() {
		JobQuery all = JobQuery.all();
		return Stream.of(all.ofQueue("wanted"), all.ofType("Wanted"), all.ofWorker("wanted@1"),
				all.ofWorker("earlier@1"), all.createdSince(NOON), all.dueSince(NOON), all.startedSince(NOON),
				all.withMinTries(3), all.ofQueue("wanted").ofType("Wanted").withMaxTries(3).createdSince(NOON));
	}

	@ParameterizedTest
	@MethodSource("queries")
	void conditionFindsWhatItSaysInEachStatus(JobQuery query) {
		for (String status : STATUSES) {
			UUID wanted = insert(status, "wanted", "Wanted", NOON, 3);
			insert(status, "other", "Other", NOON.minusMillis(1), 2);
			assertThat(ids(query.withStatus(JobStatus.of(status)))).as(status).containsExactly(wanted);
			assertCount(query.withStatus(JobStatus.of(status)), 1);
		}
		assertThat(ids(query)).hasSize(STATUSES.size());
		assertCount(query, STATUSES.size());
		assertThat(ids(query.ofQueue("none"))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
	void payloadIsSearchedAsItsReaderSeesIt(JobStatus status) {
		UUID wanted = insert(status.value(), "wanted", "Wanted", NOON, 1);
		insert(status.value(), "wanted", "Other", NOON, 1);
		JobQuery query = JobQuery.all().withStatus(status).ofQueue("wanted");
		assertThat(ids(query.withPayload("$.of == \"Wanted\""))).containsExactly(wanted);
		assertCount(query.withPayload("$.of == \"Wanted\""), 1);
		assertThat(ids(query.withPayload("$.pin == 4711"))).isEmpty();
		assertThat(ids(JobQuery.all().withId(new JobId(wanted)).withPayload("$.of == \"Wanted\""))).hasSize(1);
	}

	@Test
	void payloadWithoutABoundIsRefusedAndItIsSaidWhatIsMissing() {
		JobQuery all = JobQuery.all().withPayload("$.of == \"Wanted\"");
		for (JobQuery query : List.of(all, all.ofQueue("wanted"), all.withStatus(JobStatus.COMPLETE),
				all.withStatus(JobStatus.COMPLETE).ofType("Wanted"))) {
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.jobs.find(query))
				.withMessage("Invalid payload '$.of == \"Wanted\"'. Allowed: together with a status and a queue or a "
						+ "time, or with an id or its beginning");
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.jobs.count(query));
		}
		assertThat(ids(all.withStatus(JobStatus.COMPLETE).finishedSince(NOON))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.a ==", "$", "'; drop table jobs; --", "$.a == $x", "$.** == 1" })
	void pathThatIsNoPredicateIsRefusedAndTheTransactionLives(String path) {
		JobQuery query = JobQuery.all().withStatus(JobStatus.FAILED).ofQueue("wanted").withPayload(path);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((transaction) -> {
				assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.jobs.find(query));
				assertThat(this.jobs.find(JobQuery.all()).jobs()).isEmpty();
			});
	}

	@Test
	void idAndItsBeginningFindJobsInOrderOfTheirIds() {
		UUID first = UUID.fromString("0198c5d2-1f00-7000-8000-000000000001");
		UUID second = UUID.fromString("0198c5d2-1fff-7000-8000-000000000002");
		UUID other = UUID.fromString("0198c5d2-2000-7000-8000-000000000003");
		for (UUID id : List.of(first, second, other)) {
			insert(id, (id == second) ? "queued" : "failed", "wanted", "Wanted", NOON, 1);
		}
		assertThat(ids(JobQuery.all().withIdPrefix("0198C5D2-1f"))).containsExactly(second, first);
		assertThat(ids(JobQuery.all().withIdPrefix("0198c5d2-"))).containsExactly(other, second, first);
		assertThat(ids(JobQuery.all().withIdPrefix("0"))).hasSize(3);
		assertThat(ids(JobQuery.all().withIdPrefix(first.toString()))).containsExactly(first);
		assertThat(ids(JobQuery.all().withIdPrefix("0198c5d2").withStatus(JobStatus.FAILED))).containsExactly(other,
				first);
		assertThat(ids(JobQuery.all().withId(new JobId(second)))).containsExactly(second);
		assertThat(ids(JobQuery.all().withId(new JobId(second)).ofQueue("other"))).isEmpty();
		assertThat(ids(JobQuery.all().withId(new JobId(UUID.randomUUID())))).isEmpty();
		assertCount(JobQuery.all().withIdPrefix("0198c5d2-1f"), 2);
		JobPage page = this.jobs.find(JobQuery.all().withIdPrefix("0"), 1, null);
		JobPage next = this.jobs.find(JobQuery.all().withIdPrefix("0"), 1, page.next());
		assertThat(ids(next)).containsExactly(second);
		assertThat(ids(this.jobs.find(JobQuery.all().withIdPrefix("0"), 1, next.previous()))).containsExactly(other);
	}

	@Test
	void endsAreFromAndUntilAndThoseOfFailedJobsAreTheirFailures() {
		for (String status : STATUSES) {
			insert(status, "wanted", "Wanted", NOON, 1);
			insert(status, "wanted", "Wanted", NOON.plusSeconds(1), 1);
		}
		// Restored: it has a new end and the old failure.
		this.jdbc.sql("update compute.jobs set finished_at = now() where status = 'failed'").update();
		for (JobStatus status : JobStatus.values()) {
			if (status.isFinished()) {
				JobQuery query = JobQuery.all().withStatus(status);
				assertThat(ids(query.finishedSince(NOON.plusSeconds(1)))).as(status.value()).hasSize(1);
				assertThat(ids(query.finishedBefore(NOON.plusSeconds(1)))).as(status.value()).hasSize(1);
				assertThat(ids(query.finishedSince(NOON).finishedBefore(NOON.plusSeconds(2)))).hasSize(2);
			}
		}
		assertThat(ids(JobQuery.all().finishedSince(NOON))).hasSize(2 * 5);
		assertThat(this.jobs.find(JobQuery.all().withStatus(JobStatus.QUEUED).finishedSince(NOON)).jobs()).isEmpty();
		assertCount(JobQuery.all().withStatus(JobStatus.IN_PROGRESS).finishedSince(NOON), 0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pagesOfAllStatusesAreNewestFirstInBothDirectionsWhateverIsEqual(boolean sameTime) {
		for (int i = 0; i < 6; i++) {
			for (String status : STATUSES) {
				insert(status, "queue" + i % 3, "Type" + i % 2, sameTime ? NOON : NOON.plusSeconds(i), 1);
			}
		}
		for (JobQuery query : List.of(JobQuery.all(), JobQuery.all().ofQueue("queue1"), JobQuery.all().ofType("Type1"),
				JobQuery.all().withStatus(JobStatus.QUEUED),
				JobQuery.all().withStatus(JobStatus.COMPLETE).ofType("Type0"),
				JobQuery.all().withStatus(JobStatus.FAILED).ofType("Type0").ofQueue("queue2"))) {
			List<JobSummary> all = this.jobs.find(query, 1000, null).jobs();
			assertThat(all).doesNotHaveDuplicates().isNotEmpty();
			List<JobSummary> forth = new ArrayList<>();
			List<JobPage> pages = new ArrayList<>();
			String cursor = null;
			do {
				JobPage page = this.jobs.find(query, 4, cursor);
				pages.add(page);
				forth.addAll(page.jobs());
				cursor = page.next();
			}
			while (cursor != null);
			assertThat(forth).isEqualTo(all);
			assertThat(pages.get(0).previous()).isNull();
			for (int i = pages.size() - 1; i > 0; i--) {
				assertThat(this.jobs.find(query, 4, pages.get(i).previous()).jobs()).isEqualTo(pages.get(i - 1).jobs());
			}
			assertThat(this.jobs.count(query)).hasToString(String.valueOf(all.size()));
		}
	}

	@Test
	void jobsThatComeAndGoNeitherShiftTheNextPageNorAppearTwice() {
		for (int i = 0; i < 6; i++) {
			insert("complete", "wanted", "Wanted", NOON.plusSeconds(i), 1);
		}
		List<UUID> all = ids(JobQuery.all());
		JobPage first = this.jobs.find(JobQuery.all(), 2, null);
		insert("complete", "wanted", "Wanted", NOON.plusSeconds(10), 1);
		this.jdbc.sql("delete from compute.jobs where id = ?").param(all.get(1)).update();
		assertThat(ids(this.jobs.find(JobQuery.all(), 2, first.next()))).isEqualTo(all.subList(2, 4));
	}

	@Test
	void searchThatStopsSaysWhereAndIsContinuedInBothDirections() {
		UUID old = insert("complete", "rare", "Wanted", NOON.minusSeconds(1), 1);
		insertMany("complete", JobScan.SCANNED + 500, "usual");
		UUID recent = insert("complete", "rare", "Wanted", NOON.plusSeconds(3600), 1);
		JobQuery query = JobQuery.all().withStatus(JobStatus.COMPLETE).ofQueue("rare");
		JobPage first = this.jobs.find(query, 10, null);
		assertThat(ids(first)).containsExactly(recent);
		assertThat(first.searchedUntil()).isBetween(NOON, NOON.plusSeconds(3600));
		JobPage second = this.jobs.find(query, 10, first.next());
		assertThat(ids(second)).containsExactly(old);
		assertThat(second.next()).isNull();
		assertThat(second.searchedUntil()).isNull();
		JobPage back = this.jobs.find(query, 10, second.previous());
		while (back.jobs().isEmpty()) {
			back = this.jobs.find(query, 10, back.previous());
		}
		assertThat(ids(back)).containsExactly(recent);
		assertThat(this.jobs.count(query)).hasToString("2");
		assertThat(ids(query.finishedBefore(NOON))).containsExactly(old);
	}

	@Test
	void countStopsAtTenThousand() {
		insertMany("complete", Values.Count.LIMIT, "usual");
		assertThat(this.jobs.count(JobQuery.all())).hasToString("10,000");
		insert("cancelled", "usual", "Usual", NOON, 1);
		JobCount count = this.jobs.count(JobQuery.all());
		assertThat(count).hasToString("10,000+");
		assertThat(count.value()).isEqualTo(10_000);
		assertThat(count.isExact()).isFalse();
		assertThat(this.jobs.count(JobQuery.all().withMinTries(0))).hasToString("10,000+");
		assertThat(this.jobs.count(JobQuery.all().withMinTries(7))).hasToString("0");
	}

	@Test
	void cursorOfAnotherQueryOrNoneIsRefused() {
		insertMany("complete", 5, "usual");
		JobQuery query = JobQuery.all().ofQueue("usual");
		String cursor = this.jobs.find(query, 2, null).next();
		assertThat(this.jobs.find(JobQuery.of(Map.of("queue", "usual")), 2, cursor).jobs()).hasSize(2);
		List<String> none = new ArrayList<>(List.of("", "x", "___", cursor + "_", cursor + "x", cursor.substring(1),
				cursor.replace("older", "sideways"), cursor.replaceFirst("_\\d{4}", "_99999"),
				"older_2026-01-01T00:00:00Z_'; drop table jobs; --_" + cursor.split("_")[3], "x".repeat(100_000),
				"older_2026-01-01T00:00:00Z_00000000-0000-0000-0000-000000000000", "\u0000"));
		for (String text : none) {
			assertThatExceptionOfType(InvalidJobException.class).as(text)
				.isThrownBy(() -> this.jobs.find(query, 2, text))
				.withMessageContaining("for the same query")
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400));
		}
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.jobs.find(JobQuery.all(), 2, cursor));
		// It only names a place.
		assertThat(this.jobs.find(query, 2, cursor.replaceFirst("_\\d{4}", "_0001")).jobs()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1001, Integer.MIN_VALUE, Integer.MAX_VALUE })
	void limitOutOfRangeIsRefused(int limit) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.jobs.find(JobQuery.all(), limit, null))
			.withMessageContaining("1 to 1000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'; drop table compute.jobs; --", "$1", ":queue", "a\\", "%", "\"" })
	void textIsOnlyAValue(String text) {
		UUID id = insert("complete", text, text, NOON, 1);
		assertThat(ids(JobQuery.all().ofQueue(text))).containsExactly(id);
		assertThat(ids(JobQuery.all().ofType(text).ofQueue(text))).containsExactly(id);
		assertThat(ids(JobQuery.all().ofWorker(text))).isEmpty();
	}

	@Test
	void runningJobWithoutAStartIsListedByItsSubmit() {
		UUID later = insert("in-progress", "wanted", "Wanted", NOON.plusSeconds(1), 1);
		UUID without = insert("in-progress", "wanted", "Wanted", NOON, 1);
		this.jdbc.sql("update compute.jobs set started_at = null where id = ?").param(without).update();
		assertThat(ids(JobQuery.all())).containsExactly(later, without);
	}

	@Test
	void statusOfANewerVersionIsFoundByIdAndShownAsUnknown() {
		this.jdbc.sql("alter table compute.jobs drop constraint jobs_status").update();
		UUID id = insert("archived", "wanted", "Wanted", NOON, 1);
		assertThat(this.jobs.find(JobQuery.all().withId(new JobId(id))).jobs()).extracting(JobSummary::status)
			.containsExactly(JobStatus.UNKNOWN);
		assertThat(this.jobs.explain(new JobId(id))).get().satisfies((explanation) -> {
			assertThat(explanation.job().status()).isEqualTo(JobStatus.UNKNOWN);
			assertThat(explanation.waitingReasons()).isEmpty();
		});
		assertThat(ids(JobQuery.all())).isEmpty();
	}

	private void assertCount(JobQuery query, long count) {
		JobCount counted = this.jobs.count(query);
		assertThat(counted.value()).as("%s", query).isEqualTo(count);
		assertThat(counted.isExact()).isTrue();
	}

	private List<UUID> ids(JobQuery query) {
		JobPage page = this.jobs.find(query);
		assertThat(page.next()).isNull();
		return ids(page);
	}

	private static List<UUID> ids(JobPage page) {
		return page.jobs().stream().map((job) -> job.id().value()).toList();
	}

	private void insertMany(String status, int jobs, String queue) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at)
				select gen_random_uuid(), ?, 'Usual', '{}', ?, 1, ?::timestamptz + n * interval '1 millisecond'
				from generate_series(1, ?) as n""").params(queue, status, at(NOON), jobs).update();
	}

	private UUID insert(String status, String queue, String type, Instant at, int tries) {
		return insert(UUID.randomUUID(), status, queue, type, at, tries);
	}

	private UUID insert(UUID id, String status, String queue, String type, Instant at, int tries) {
		boolean isQueued = status.equals("queued");
		boolean isSent = isQueued && !queue.equals("queue1");
		boolean isFinished = !isQueued && !status.equals("in-progress");
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, created_at, due_at,
				  started_at, worker, message_sent_at, message_due_at, finished_at, failed_at, failure_reason)
				values (:id, :queue, :type, json_build_object('of', :type::text, 'pin', 4711), :status, :tries, 10,
				  :at, :at, :at, case when :queue = 'wanted' then 'wanted@1' end,
				  case when :sent then :at end, case when :pending then :at end, case when :finished then :at end,
				  case when :status = 'failed' then :at end,
				  case when :status = 'failed' then 'executor-failed' end)""")
			.param("id", id)
			.param("queue", queue)
			.param("type", type)
			.param("status", status)
			.param("tries", tries)
			.param("at", at(at))
			.param("sent", isSent)
			.param("pending", isQueued && !isSent || status.equals("failed"))
			.param("finished", isFinished)
			.update();
		if (queue.equals("wanted")) {
			this.jdbc.sql("""
					insert into compute.attempts (job_id, try_number, started_at, worker, outcome)
					values (?, 1, now(), 'earlier@1', 'timed-out')""").param(id).update();
		}
		return id;
	}

	private static OffsetDateTime at(Instant time) {
		return time.atOffset(ZoneOffset.UTC);
	}

}
