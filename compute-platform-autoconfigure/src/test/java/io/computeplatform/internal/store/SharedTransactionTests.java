package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What threads do at the same time is in fewer transactions than there are jobs, and each
 * job gets what is its own.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class SharedTransactionTests {

	private static final int JOBS = 400;

	private final ExecutorService threads = Executors.newFixedThreadPool(8);

	private TestApplication application;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, "compute.async.queues.work.concurrency=8");
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void forget() {
		this.jdbc.sql("drop trigger if exists refuse on compute.jobs").update();
		this.jdbc.sql("delete from compute.jobs").update();
	}

	@AfterAll
	void stop() {
		this.threads.shutdownNow();
		this.application.close();
	}

	@Test
	void submitsOfManyThreadsShareThem() throws Exception {
		List<JobId> ids = new ArrayList<>();
		for (Future<JobId> submit : submit(Collections.nCopies(JOBS, Work.succeed()), Duration.ofHours(1))) {
			ids.add(submit.get());
		}
		assertThat(ids).doesNotHaveDuplicates();
		assertThat(jobs()).isEqualTo(JOBS);
		assertThat(transactions()).isLessThan(JOBS);
	}

	@Test
	void outcomesOfManyWorkersShareThem() {
		List<JobId> ids = this.application.platform()
			.submitAll(TestApplication.QUEUE, Collections.nCopies(JOBS, Work.succeed()));
		ids.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
		assertThat(transactions()).isLessThan(JOBS);
	}

	@Test
	void submitThatIsRefusedFailsAlone() throws Exception {
		this.jdbc.sql("""
				create or replace function public.refuse() returns trigger language plpgsql as $$ begin
				  if new.payload::text like '%fail%' then raise exception 'Refused' using errcode = '23514'; end if;
				  return new;
				end $$""").update();
		this.jdbc
			.sql("create trigger refuse before insert on compute.jobs for each row execute function public.refuse()")
			.update();
		List<Future<JobId>> submits = submit(
				IntStream.range(0, JOBS).mapToObj((i) -> (i % 10 == 0) ? Work.fail() : Work.succeed()).toList(),
				Duration.ZERO);
		for (int i = 0; i < JOBS; i++) {
			Future<JobId> submit = submits.get(i);
			if (i % 10 == 0) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(submit::get)
					.withCauseInstanceOf(DataIntegrityViolationException.class);
			}
			else {
				this.application.await(submit.get(), JobStatus.COMPLETE);
			}
		}
		assertThat(jobs()).isEqualTo(JOBS * 9 / 10);
	}

	private List<Future<JobId>> submit(List<Work> works, Duration delay) {
		return works.stream()
			.map((work) -> this.threads.submit(() -> this.application.platform()
				.submit(TestApplication.QUEUE, work, SubmitOptions.defaults().withDelay(delay))))
			.toList();
	}

	private int jobs() {
		return this.jdbc.sql("select count(*) from compute.jobs").query(Integer.class).single();
	}

	/** How many transactions wrote the rows that are there. */
	private int transactions() {
		return this.jdbc.sql("select count(distinct xmin::text) from compute.jobs").query(Integer.class).single();
	}

}
