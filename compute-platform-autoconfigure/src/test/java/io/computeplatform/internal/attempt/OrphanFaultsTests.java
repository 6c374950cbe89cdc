package io.computeplatform.internal.attempt;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.ForJobs;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.WorkerLostException;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobRetried;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.FixedBackOffPolicy;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.SleepingBackOffPolicy;
import org.springframework.retry.policy.AlwaysRetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one job of a lost worker brings with it stops the recovery of no other.
 */
@Tag("chaos")
@WithTestEnvironment
class OrphanFaultsTests {

	/** More than are recovered at once. */
	private static final int ORPHANS = 150;

	private static final Set<JobId> POISONED = ConcurrentHashMap.newKeySet();

	private static final AtomicInteger TOLD = new AtomicInteger();

	private static volatile String failing = "";

	private static volatile Throwable error;

	private static TestApplication application;

	private static JdbcClient jdbc;

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, Failing.class, "compute.async.queues.work.concurrency=4",
				"compute.async.log-failures=none");
		jdbc = application.bean(JdbcClient.class);
	}

	@AfterEach
	void stopFailing() {
		failing = "";
		POISONED.clear();
		jdbc.sql("drop trigger if exists refuse on compute.attempts").update();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource({ "policy,java.lang.OutOfMemoryError", "backoff,java.lang.OutOfMemoryError",
			"policy,java.io.IOException", "backoff,java.io.IOException" })
	void jobWhosePolicyThrowsFailsAndTheOthersAreTriedAgain(String policy, Class<? extends Throwable> thrown)
			throws ReflectiveOperationException {
		failing = policy;
		error = thrown.getConstructor(String.class).newInstance("On purpose, by the " + policy);
		List<JobId> orphans = insertOrphans();
		for (JobId id : orphans) {
			application.await(id, POISONED.contains(id) ? JobStatus.FAILED : JobStatus.COMPLETE);
		}
		assertThat(POISONED).allSatisfy(
				(id) -> assertThat(application.find(id).lastFailure().reason()).isEqualTo(FailureReason.WORKER_LOST));
	}

	@Test
	void listenerThatThrowsAnErrorIsToldOfEachAndStopsNothing() {
		failing = "listener";
		TOLD.set(0);
		insertOrphans().forEach((id) -> application.await(id, JobStatus.COMPLETE));
		Awaitility.await().until(() -> TOLD.get() == ORPHANS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "P0001", "P0004", "XX001", "54000", "23514", "22021", "0A000", "38000", "42501", "XX000",
			"57014", "40001", "53100" })
	void jobWhoseFailureTheDatabaseRefusesWaitsAndTheOthersAreTriedAgain(String state) {
		List<JobId> orphans = newIds();
		jdbc.sql("""
				create or replace function public.refuse() returns trigger language plpgsql as $$ begin
				  if new.job_id = any ('{%s}'::uuid[]) then raise exception 'Refused' using errcode = '%s'; end if;
				  return new;
				end $$""".formatted(String.join(",", POISONED.stream().map(JobId::toString).toList()), state)).update();
		jdbc.sql(
				"create trigger refuse before insert on compute.attempts for each row execute function public.refuse()")
			.update();
		insert(orphans);
		orphans.stream()
			.filter((id) -> !POISONED.contains(id))
			.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		assertThat(POISONED)
			.allSatisfy((id) -> assertThat(application.find(id).status()).isEqualTo(JobStatus.IN_PROGRESS));
		jdbc.sql("drop trigger refuse on compute.attempts").update();
		POISONED.forEach((id) -> application.await(id, JobStatus.COMPLETE));
	}

	/** Ids of orphans, of which two are poisoned: one that comes first, one later. */
	private static List<JobId> newIds() {
		List<JobId> ids = Stream.generate(() -> new JobId(UUID.randomUUID()))
			.limit(ORPHANS)
			.sorted((one, other) -> one.toString().compareTo(other.toString()))
			.toList();
		POISONED.addAll(List.of(ids.get(0), ids.get(ORPHANS / 2)));
		return ids;
	}

	private static List<JobId> insertOrphans() {
		List<JobId> ids = newIds();
		insert(ids);
		return ids;
	}

	private static void insert(List<JobId> ids) {
		jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, worker, started_at)
				select id, 'work', :type, '{"action":"succeed","number":0}', 'in-progress', 1, 4, 'gone', now()
				from unnest(:ids::uuid[]) as id""")
			.params(Map.of("type", Work.class.getName(), "ids",
					ids.stream().map(JobId::toString).toArray(String[]::new)))
			.update();
	}

	@Import(WorkerMain.class)
	static class Failing {

		private static final ThreadLocal<JobId> DECIDED = new ThreadLocal<>();

		@Bean
		@ForJobs
		RetryPolicy failingPolicy() {
			return new AlwaysRetryPolicy() {

				private static final long serialVersionUID = 1L;

				@Override
				public void registerThrowable(RetryContext context, Throwable throwable) {
					DECIDED.set((throwable instanceof WorkerLostException lost) ? lost.jobId() : null);
					failIf("policy");
				}

			};
		}

		@Bean
		@ForJobs
		BackOffPolicy failingBackOff() {
			return new FailingBackOff(new FixedBackOffPolicy());
		}

		/** As code in Kotlin does, where no exception is checked. */
		@SuppressWarnings("unchecked")
		private static <E extends Throwable> void throwAnyhow(Throwable error) throws E {
			throw (E) error;
		}

		private static void failIf(String place) {
			JobId decided = DECIDED.get();
			if (failing.equals(place) && decided != null && POISONED.contains(decided)) {
				throwAnyhow(error);
			}
		}

		@EventListener({ JobRetried.class, JobFailed.class })
		void on(Object event) {
			if (failing.equals("listener")) {
				TOLD.incrementAndGet();
				throw new LinkageError("On purpose, by the listener");
			}
		}

	}

	private record FailingBackOff(FixedBackOffPolicy policy) implements SleepingBackOffPolicy<FailingBackOff> {

		FailingBackOff {
			policy.setBackOffPeriod(1);
		}

		@Override
		public FailingBackOff withSleeper(Sleeper sleeper) {
			return new FailingBackOff(this.policy.withSleeper(sleeper));
		}

		@Override
		public BackOffContext start(RetryContext context) {
			return this.policy.start(context);
		}

		@Override
		public void backOff(BackOffContext context) {
			Failing.failIf("backoff");
			this.policy.backOff(context);
		}

	}

}
