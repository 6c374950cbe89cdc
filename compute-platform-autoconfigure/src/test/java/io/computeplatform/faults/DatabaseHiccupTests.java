package io.computeplatform.faults;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database refuses a step, or does it and can't say so.
 */
@Tag("chaos")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class DatabaseHiccupTests {

	private TcpProxy database;

	private TestApplication application;

	private ExternalObserver outside;

	private Journal journal;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.database = TcpProxy.to(environment.postgres().host(), environment.postgres().port());
		this.application = TestApplication.start(environment,
				"spring.datasource.url=" + environment.jdbcUrl()
					.replace(environment.postgres().host() + ":" + environment.postgres().port(),
							this.database.host() + ":" + this.database.port()));
		this.outside = new ExternalObserver(environment);
		this.journal = Journal.open(environment);
		this.outside
			.sql("""
					create table public.hiccups (status text, state text);
					create sequence public.hiccup;
					create function public.hiccup() returns trigger language plpgsql as $$ declare refused text; begin
					  select state into refused from public.hiccups where status = new.status;
					  -- A sequence counts on whatever becomes of the transaction.
					  if refused is not null and nextval('public.hiccup') <= 3 then
					    if refused = 'crash' then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if;
					    raise exception 'Hiccup' using errcode = refused;
					  end if;
					  return new;
					end $$;
					create trigger hiccup before update on compute.jobs for each row
					  when (old.status <> new.status) execute function public.hiccup()""")
			.update();
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.outside.close();
		this.database.close();
	}

	static Stream<Arguments> refusals() {
		return Stream.of("40001", "40P01", "57014", "25006", "53300", "crash")
			.flatMap((state) -> Stream.of("in-progress", "queued", "complete", "failed")
				.map((status) -> Arguments.of(state, status)));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void stepThatIsRefusedIsRepeatedAndBurnsNoTry(String state, String status) {
		this.outside.sql("delete from public.hiccups").update();
		this.outside.sql("select setval('public.hiccup', 1, false)").query(Long.class).single();
		this.outside.sql("insert into public.hiccups values (?, ?)").params(status, state).update();
		JobId id = submitFor(status);
		assertEnd(id, status);
		assertThat(this.outside.sql("select last_value from public.hiccup").query(Integer.class).single())
			.isGreaterThan(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "40001", "53100", "57014" })
	void outcomeThatIsRefusedAsIfByAnOutageHoldsUpNoOther(String state) {
		this.outside.sql("delete from public.hiccups").update();
		JobId id = JobId.of(UUID.randomUUID().toString());
		this.outside
			.sql("""
					create function public.refuse() returns trigger language plpgsql as $$ begin
					  raise exception 'Refused' using errcode = '%s';
					end $$;
					create trigger refuse before update on compute.jobs for each row
					  when (old.status = 'in-progress' and old.id = '%s') execute function public.refuse()"""
				.formatted(state, id))
			.update();
		this.application.platform().submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withId(id));
		eventually("The job to run").until(() -> !this.journal.starts(id).isEmpty());
		List<JobId> succeed = IntStream.range(0, 20).mapToObj((i) -> this.application.submit(Work.succeed())).toList();
		List<JobId> fail = IntStream.range(0, 5).mapToObj((i) -> this.application.submit(Work.fail())).toList();
		succeed.forEach((other) -> this.application.await(other, JobStatus.COMPLETE));
		fail.forEach((other) -> this.application.await(other, JobStatus.FAILED));
		assertThat(this.outside.status(id)).isEqualTo("in-progress");
		this.outside.sql("drop trigger refuse on compute.jobs; drop function public.refuse()").update();
		assertThat(this.application.await(id, JobStatus.COMPLETE).tryCount()).isOne();
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "in-progress", "queued", "complete", "failed" })
	void stepWhoseAnswerIsLostIsDoneOnce(String status) {
		this.outside.sql("delete from public.hiccups").update();
		for (int i = 0; i < 5; i++) {
			JobId id = submitFor(status);
			// Any of the statements that are under way now. What records a failure ends
			// in a select.
			this.database.loseAnswers(List.of("queued", "failed").contains(status) ? "SELECT 1" : "UPDATE 1", 2);
			assertEnd(id, status);
		}
		while (this.database.answersToLose() > 0) {
			// The last ones were quicker than the order to lose their answers.
			assertEnd(submitFor(status), status);
		}
	}

	@Test
	void submitWhoseAnswerIsLostIsThereOnceAndRuns() {
		this.outside.sql("delete from public.hiccups").update();
		JobId id = new JobId(UUID.randomUUID());
		this.database.loseAnswers("INSERT 0 1", 1);
		eventually("Submit to be accepted").ignoreExceptions()
			.until(() -> this.application.platform()
				.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withId(id))
				.equals(id));
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1);
	}

	/** A job that gets to a status on its way. */
	private JobId submitFor(String status) {
		Work work = switch (status) {
			case "queued" -> Work.failBefore(2);
			case "failed" -> Work.fail();
			default -> Work.succeed();
		};
		return this.application.platform()
			.submit(TestApplication.QUEUE, work,
					SubmitOptions.defaults().withMaxRetries("failed".equals(status) ? 0 : 1));
	}

	private void assertEnd(JobId id, String status) {
		boolean fails = "failed".equals(status);
		this.outside.awaitStatus(id, fails ? "failed" : "complete");
		int tries = "queued".equals(status) ? 2 : 1;
		assertThat(this.outside.tryCount(id)).isEqualTo(tries);
		assertThat(this.journal.starts(id)).hasSize(tries).doesNotHaveDuplicates();
		assertThat(this.outside.outcomes(id)).hasSize(fails ? 1 : tries - 1).allMatch("executor-failed"::equals);
	}

}
