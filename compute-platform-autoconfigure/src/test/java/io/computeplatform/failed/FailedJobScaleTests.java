package io.computeplatform.failed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

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
 * A page costs the same however many jobs have failed: counted in rows that PostgreSQL
 * reads for it, by its own count. Times are printed, as ratios to the smallest table.
 * -Dfailed.jobs=10000,100000,1000000 chooses the sizes.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobScaleTests {

	private static final int PAGE = 50;

	private static final int FEW = 5_000;

	private static final int ROUNDS = 21;

	private final Map<String, List<Long>> nanos = new LinkedHashMap<>();

	private JdbcClient jdbc;

	private TransactionTemplate transaction;

	@Test
	void pageAmongManyReadsAsManyRowsAsAmongFew(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, "compute.async.worker.enabled=false")) {
			this.jdbc = application.bean(JdbcClient.class);
			this.transaction = new TransactionTemplate(application.bean(PlatformTransactionManager.class));
			int[] sizes = Arrays.stream(System.getProperty("failed.jobs", "5000,50000").split(","))
				.mapToInt(Integer::parseInt)
				.toArray();
			int present = 0;
			for (int size : sizes) {
				insert(present, size);
				present = size;
				queries(application.failedJobs()).forEach((name, query) -> reads(name, query, 2 * PAGE + 2));
				eitherWay(application.failedJobs()).forEach((name, query) -> reads(name, query, FEW));
				wholeTable(application.failedJobs()).forEach(this::readsNoRowThatHasNotFailed);
				readsTheAttemptsOfWhatItShows(() -> application.failedJobs().groups(FailedJobQuery.all(), 10), 2 * 2);
				readsTheAttemptsOfWhatItShows(() -> application.failedJobs().find(FailedJobQuery.all()), PAGE + 1);
			}
			System.out.printf("Failed jobs %s, median time as a ratio to the first:%n", Arrays.toString(sizes));
			this.nanos.forEach((name, times) -> System.out.printf("  %-24s %s%n", name,
					times.stream().map((time) -> "%.1f".formatted((double) time / times.get(0))).toList()));
		}
	}

	private static Map<String, Runnable> queries(FailedJobRepository jobs) {
		FailedJobQuery all = FailedJobQuery.all();
		String hundredth = null;
		for (int i = 0; i < 99; i++) {
			hundredth = jobs.find(all, PAGE, hundredth).next();
		}
		String cursor = hundredth;
		String back = jobs.find(all, PAGE, cursor).previous();
		Map<String, Runnable> queries = new LinkedHashMap<>();
		queries.put("first page", () -> jobs.find(all));
		queries.put("hundredth page", () -> jobs.find(all, PAGE, cursor));
		queries.put("page before", () -> jobs.find(all, PAGE, back));
		queries.put("of queue", () -> jobs.find(all.ofQueue("rare")));
		queries.put("of type", () -> jobs.find(all.ofType("Rare")));
		queries.put("of group", () -> jobs.find(all.ofGroup(new UUID(0, 1))));
		queries.put("by rare exception", () -> jobs.find(all.withException("java.io.IOException")));
		queries.put("by usual message", () -> jobs.find(all.withMessage("refused")));
		queries.put("by usual payload", () -> jobs.find(all.withPayload("$.customer >= 0")));
		queries.put("count of queue", () -> jobs.count(all.ofQueue("rare")));
		return queries;
	}

	/**
	 * Among few, PostgreSQL may rather sort them all than look at one after the other.
	 */
	private static Map<String, Runnable> eitherWay(FailedJobRepository jobs) {
		return Map.of("by usual exception",
				() -> jobs.find(FailedJobQuery.all().withException("java.lang.RuntimeException")));
	}

	private static Map<String, Runnable> wholeTable(FailedJobRepository jobs) {
		FailedJobQuery all = FailedJobQuery.all();
		return Map.of("groups", () -> jobs.groups(all, 10), "count", () -> jobs.count(all));
	}

	private void reads(String name, Runnable query, long most) {
		long[] read = read(query);
		assertThat(read[0]).as("scans of the table for " + name).isZero();
		assertThat(read[1]).as("rows read for " + name).isBetween(0L, most);
		time(name, query);
	}

	private void readsNoRowThatHasNotFailed(String name, Runnable query) {
		assertThat(read(query)[0]).as("scans of the table for " + name).isZero();
		time(name, query);
	}

	private void readsTheAttemptsOfWhatItShows(Runnable query, long most) {
		long[] read = read("attempts", query);
		assertThat(read[0]).as("scans of the attempts").isZero();
		assertThat(read[1]).as("attempts read").isBetween(1L, most);
	}

	private long[] read(Runnable query) {
		return read("jobs", query);
	}

	/** Scans of the whole table, and rows read from it, as PostgreSQL counts them. */
	private long[] read(String table, Runnable query) {
		return this.transaction.execute((status) -> {
			long[] before = counts(table);
			query.run();
			long[] after = counts(table);
			return new long[] { after[0] - before[0], after[1] - before[1] };
		});
	}

	private long[] counts(String table) {
		return this.jdbc.sql("""
				select coalesce(sum(seq_scan), 0) as scans, coalesce(sum(idx_tup_fetch), 0) as rows
				from pg_stat_xact_user_tables where schemaname = 'compute' and relname = ?""")
			.param(table)
			.query((row, number) -> new long[] { row.getLong("scans"), row.getLong("rows") })
			.single();
	}

	private void time(String name, Runnable query) {
		long median = IntStream.range(0, ROUNDS).mapToLong((round) -> {
			long start = System.nanoTime();
			query.run();
			return System.nanoTime() - start;
		}).sorted().toArray()[ROUNDS / 2];
		this.nanos.computeIfAbsent(name, (key) -> new ArrayList<>()).add(median);
	}

	/**
	 * Each failed job beside two complete ones; one hundred each of a rare queue, type,
	 * group and exception, spread over all times.
	 */
	private void insert(int from, int to) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at, failed_at,
				  failure_reason, failure_classes, failure_message, failure_fingerprint, failure_title)
				select gen_random_uuid(), case when n % 50 = 0 and n < 5000 then 'rare' else 'usual' end,
				  case when n % 50 = 1 and n < 5000 then 'Rare' else 'Usual' end,
				  json_build_object('customer', n), 'failed', 1, now(),
				  now() - (n::bigint * 7919 % 1000003) * interval '1 second', 'executor-failed',
				  case when n % 50 = 2 and n < 5000 then array['java.io.IOException', 'java.lang.Exception']
				    else array['java.lang.RuntimeException', 'java.lang.Exception'] end,
				  'Connection ' || n || ' refused',
				  ('00000000-0000-0000-0000-00000000000' || case when n % 50 = 3 and n < 5000 then 1 else 2 end)::uuid,
				  'title'
				from generate_series(?, ? - 1) as n""").params(from, to).update();
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at)
				select gen_random_uuid(), 'usual', 'Usual', '{}', 'complete', 1, now()
				from generate_series(1, ?)""").param(2 * (to - from)).update();
		this.jdbc.sql("""
				insert into compute.attempts (job_id, try_number, started_at, ended_at, worker, outcome, version)
				select id, 1, failed_at, failed_at, 'worker', 'executor-failed', '1.8.2' from compute.jobs
				where status = 'failed'
				on conflict do nothing""").update();
		this.jdbc.sql("vacuum analyze compute.jobs, compute.attempts").update();
	}

}
