package io.computeplatform.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.filter.Cursor;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page, a count and an explanation read about as many blocks among many jobs as among
 * few: counted by PostgreSQL, with plans for the given parameters and for any.
 * -Dfinished.jobs=10000,1000000 chooses the sizes.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JobScaleTests {

	private static final int PAGE = 50;

	private static final int QUEUES = 20;

	private static final int LATER = 3;

	/**
	 * Blocks of a page whose conditions are served by indexes: for each job of each range
	 * some blocks of an index, and one of the table.
	 */
	private static final long SERVED = 2 * 2 * QUEUES * PAGE;

	/**
	 * Blocks of a page that looks at as many jobs of each range as it may.
	 */
	private static final long SCANNED = 6 * JobScan.SCANNED;

	/**
	 * A job that is counted may be looked up among the attempts too.
	 */
	private static final long COUNTED = 8 * 4 * JobScan.SCANNED_BY_COUNT;

	private static final long EXPLAINED = 2 * Values.Count.LIMIT;

	private JdbcClient jdbc;

	private PayloadMask mask;

	private TransactionTemplate transaction;

	@Test
	void pageAmongManyReadsAsManyBlocksAsAmongFew(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false",
				"compute.async.retention.enabled=false")) {
			this.jdbc = application.bean(JdbcClient.class);
			this.mask = application.bean(PayloadMask.class);
			this.transaction = new TransactionTemplate(application.bean(PlatformTransactionManager.class));
			JobRepository jobs = application.bean(JobRepository.class);
			int[] sizes = Arrays.stream(System.getProperty("finished.jobs", "10000,200000").split(","))
				.mapToInt(Integer::parseInt)
				.toArray();
			Map<String, List<Long>> blocks = new TreeMap<>();
			int present = 0;
			for (int size : sizes) {
				insert(present, size);
				present = size;
				served().forEach((name, query) -> pages(jobs, name, query, SERVED, blocks));
				scanned().forEach((name, query) -> pages(jobs, name, query, SCANNED, blocks));
				explain(blocks);
			}
			assertThat(blocks).allSatisfy((name, read) -> {
				if (served().containsKey(name.replaceFirst(",.*", "")) && !name.endsWith(", count")) {
					assertThat(read.get(read.size() - 1)).as(name).isLessThanOrEqualTo(2 * read.get(0));
				}
			});
			System.out.printf("Finished jobs %s, blocks of a page:%n", Arrays.toString(sizes));
			blocks.forEach((name, read) -> System.out.printf("  %-50s %s%n", name, read));
		}
	}

	private static Map<String, JobQuery> served() {
		JobQuery all = JobQuery.all();
		Map<String, JobQuery> queries = new LinkedHashMap<>();
		queries.put("all", all);
		for (JobStatus status : JobStatus.values()) {
			if (status != JobStatus.UNKNOWN) {
				queries.put(status.value(), all.withStatus(status));
			}
		}
		Instant recently = Instant.now().minusSeconds(600);
		queries.put("queued of queue", all.withStatus(JobStatus.QUEUED).ofQueue("queue10"));
		queries.put("failed of queue", all.withStatus(JobStatus.FAILED).ofQueue("queue10"));
		queries.put("failed of type", all.withStatus(JobStatus.FAILED).ofType("Type0"));
		queries.put("running of worker", all.withStatus(JobStatus.IN_PROGRESS).ofWorker("worker1"));
		queries.put("complete in a time", all.withStatus(JobStatus.COMPLETE).finishedBefore(recently));
		queries.put("complete of usual queue", all.withStatus(JobStatus.COMPLETE).ofQueue("queue10"));
		queries.put("complete with usual tries", all.withStatus(JobStatus.COMPLETE).withMinTries(1));
		queries.put("complete with usual payload",
				all.withStatus(JobStatus.COMPLETE).finishedBefore(recently).withPayload("$.n >= 0"));
		queries.put("id", all.withId(new JobId(new UUID(7, 7))));
		queries.put("id prefix", all.withIdPrefix("00"));
		return queries;
	}

	private static Map<String, JobQuery> scanned() {
		JobQuery all = JobQuery.all();
		Map<String, JobQuery> queries = new LinkedHashMap<>();
		queries.put("rare queue", all.ofQueue("rare"));
		queries.put("rare type", all.ofType("Rare"));
		queries.put("complete of rare queue", all.withStatus(JobStatus.COMPLETE).ofQueue("rare"));
		queries.put("failed of queue and rare type",
				all.withStatus(JobStatus.FAILED).ofQueue("queue10").ofType("Rare"));
		queries.put("of worker", all.ofWorker("nobody"));
		queries.put("many tries", all.withMinTries(9));
		queries.put("created before all", all.createdBefore(Instant.EPOCH));
		queries.put("queued of rare type", all.withStatus(JobStatus.QUEUED).ofType("Rare"));
		queries.put("rare payload", all.withStatus(JobStatus.COMPLETE).ofQueue("queue10").withPayload("$.n == -1"));
		queries.put("id prefix of rare queue", all.withIdPrefix("0").ofQueue("rare"));
		return queries;
	}

	private void pages(JobRepository jobs, String name, JobQuery query, long most, Map<String, List<Long>> blocks) {
		JobScan scan = new JobScan(query.filters());
		read(name + ", first page", query, scan.page(JdbcJobRepository.COLUMNS, null, PAGE + 1), null, most, blocks);
		JobPage page = jobs.find(query, PAGE, null);
		for (int i = 0; i < LATER && page.next() != null; i++) {
			page = jobs.find(query, PAGE, page.next());
		}
		for (String cursor : Arrays.asList(page.next(), page.previous())) {
			if (cursor != null) {
				Cursor start = Cursor.of(cursor, cursor.split("_")[3], "one");
				read(name + (start.newer() ? ", back" : ", later page"), query,
						scan.page(JdbcJobRepository.COLUMNS, start, PAGE + 1), start, most, blocks);
			}
		}
		read(name + ", count", query, scan.count(), null, COUNTED, blocks);
	}

	private void explain(Map<String, List<Long>> blocks) {
		for (String status : List.of("queued", "complete")) {
			String id = this.jdbc
				.sql("select id from compute.jobs where status = ? order by message_sent_at desc limit 1")
				.param(status)
				.query(String.class)
				.single();
			read("explain " + status, JobQuery.all(), WaitingJobs.STATEMENT.replace(":id", "'" + id + "'::uuid"), null,
					EXPLAINED, blocks);
		}
	}

	private void read(String name, JobQuery query, String statement, Cursor start, long most,
			Map<String, List<Long>> blocks) {
		Map<String, String> parameters = new LinkedHashMap<>(query.filters().parameters(this.mask));
		if (start != null) {
			parameters.put("cursorAt", start.position().at().toString());
			parameters.put("cursorId", start.position().id().toString());
		}
		long read = Math.max(read("force_custom_plan", statement, parameters),
				read("force_generic_plan", statement, parameters));
		assertThat(read).as("blocks read for " + name).isBetween(1L, most);
		blocks.computeIfAbsent(name, (key) -> new ArrayList<>()).add(read);
	}

	private long read(String mode, String statement, Map<String, String> parameters) {
		return this.transaction.execute((status) -> {
			this.jdbc.sql("select set_config('plan_cache_mode', ?, true)").param(mode).query(String.class).single();
			// As AdminReads sets it.
			execute("set local enable_bitmapscan = off");
			String prepared = statement;
			List<String> types = new ArrayList<>();
			for (String parameter : parameters.keySet()) {
				types
					.add(parameter.equals("cursorAt") ? "timestamptz" : parameter.equals("cursorId") ? "uuid" : "text");
				prepared = prepared.replaceAll("(?<!:):" + parameter + "\\b", "\\$" + types.size());
			}
			String values = parameters.values()
				.stream()
				.map((value) -> "'" + value.replace("'", "''") + "'")
				.collect(Collectors.joining(", ", "(", ")"));
			execute("prepare page %s as %s".formatted(types.isEmpty() ? "" : "(" + String.join(", ", types) + ")",
					prepared));
			JsonNode plan = plan("explain (analyze, buffers, timing off, format json) execute page "
					+ (types.isEmpty() ? "" : values));
			execute("deallocate page");
			return plan.path("Shared Hit Blocks").asLong() + plan.path("Shared Read Blocks").asLong();
		});
	}

	private void execute(String statement) {
		this.jdbc.sql(statement).update();
	}

	private JsonNode plan(String statement) {
		try {
			return new ObjectMapper().readTree(this.jdbc.sql(statement).query(String.class).single())
				.path(0)
				.path("Plan");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * For each finished job a tenth of a failed one and a third of a queued one, as by
	 * bulk submits: with the same times. One hundred jobs of a rare queue and type, the
	 * oldest.
	 */
	private void insert(int from, int to) {
		this.jdbc
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, created_at, due_at,
					  started_at, finished_at, failed_at, failure_reason, worker, message_sent_at, message_due_at)
					select (lpad(to_hex(n), 8, '0') || substr(gen_random_uuid()::text, 9))::uuid,
					  case when n < 100 then 'rare' else 'queue' || n %% :queues end,
					  case when n < 100 then 'Rare' else 'Type' || n %% 10 end, json_build_object('n', n), status,
					  case status when 'queued' then 0 else 1 end, 4, at, at,
					  case status when 'queued' then null else at end,
					  case when status not in ('queued', 'in-progress') then at end,
					  case status when 'failed' then at end, case status when 'failed' then 'executor-failed' end,
					  case status when 'queued' then null else 'worker' || n %% 7 end,
					  case when status = 'queued' and n %% 2 = 0 then date_trunc('day', now()) end,
					  case when status = 'queued' and n %% 2 = 1 then date_trunc('day', now()) + interval '1 day' end
					from generate_series(:from, :to - 1) as n
					cross join lateral (select now() - interval '1 day' + n * interval '10 milliseconds' as at) as time
					cross join lateral (select unnest(array[
					  case when n %% 20 = 1 then 'expired' when n %% 20 = 2 then 'cancelled' when n %% 20 = 3 then 'discarded'
					    else 'complete' end,
					  case when n %% 10 = 0 then 'failed' end, case when n %% 3 = 0 then 'queued' end,
					  case when n %% 200 = 0 and n < 10000 then 'in-progress' end]) as status) as statuses
					where status is not null"""
				.replace("%%", "%"))
			.param("queues", QUEUES)
			.param("from", from)
			.param("to", to)
			.update();
		this.jdbc.sql("vacuum analyze compute.jobs").update();
	}

}
