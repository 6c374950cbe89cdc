package io.computeplatform.faults;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database answers nothing for a while; connections stay open. Leases last 2 s here.
 */
@Tag("chaos")
@WithTestEnvironment
class DatabaseStallTests {

	private final TestEnvironment environment;

	private final Journal journal;

	DatabaseStallTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	private TestApplication start(TcpProxy database) {
		return start(database, 2);
	}

	private TestApplication start(TcpProxy database, int concurrency) {
		return TestApplication.start(this.environment,
				"spring.datasource.url=" + this.environment.jdbcUrl()
					.replace(this.environment.postgres().host() + ":" + this.environment.postgres().port(),
							database.host() + ":" + database.port()),
				"compute.async.queues.work.concurrency=" + concurrency, "compute.async.queues.work.prefetch=1");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1500, 3000, 5000 })
	void nobodyIsDeclaredLostBecauseTheDatabaseStalled(int millis) throws Exception {
		try (TcpProxy database = TcpProxy.to(this.environment.postgres().host(), this.environment.postgres().port());
				TestApplication first = start(database);
				TestApplication second = start(database)) {
			List<JobId> jobs = Stream.generate(() -> first.submit(Work.take(millis + 2500))).limit(4).toList();
			eventually("Starts").until(() -> jobs.stream().allMatch((id) -> this.journal.starts(id).size() == 1));
			database.stall();
			// The stall itself, not something that is waited for.
			TimeUnit.MILLISECONDS.sleep(millis);
			database.resume();
			jobs.forEach((id) -> first.await(id, JobStatus.COMPLETE));
			assertThat(jobs).allSatisfy((id) -> assertThat(this.journal.starts(id)).containsExactly(1));
			assertThat(second.find(jobs.get(0)).tryCount()).isEqualTo(1);
		}
	}

	@Test
	void attemptWhoseLeaseWasLostIsInterrupted() {
		try (TcpProxy cutOff = TcpProxy.to(this.environment.postgres().host(), this.environment.postgres().port());
				TcpProxy direct = TcpProxy.to(this.environment.postgres().host(), this.environment.postgres().port());
				// Whose only consumer is busy: another would take the message of the
				// second try.
				TestApplication lonely = start(cutOff, 1);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = lonely.submit(Work.take(600_000));
			eventually("Start").until(() -> this.journal.starts(id).size() == 1);
			try (TestApplication other = start(direct)) {
				cutOff.stall();
				eventually("Second try").until(() -> this.journal.starts(id).size() == 2);
				cutOff.resume();
				eventually("First to go on under another name")
					.until(() -> outside.count("select count(*) from compute.workers where lost_at is null") == 2);
				assertThat(other.find(id).tryCount()).isEqualTo(2);
				assertThat(other.platform().cancel(id).isAccepted()).isTrue();
				other.await(id, JobStatus.CANCELLED);
			}
			// Its thread is free again long before the first try would end.
			List<JobId> next = Stream.generate(() -> lonely.submit(Work.take(1000))).limit(4).toList();
			next.forEach((job) -> lonely.await(job, JobStatus.COMPLETE));
			eventually("Threads").until(() -> Thread.getAllStackTraces()
				.values()
				.stream()
				.noneMatch((frames) -> Stream.of(frames)
					.anyMatch((frame) -> frame.getClassName().endsWith("WorkExecutor"))));
		}
	}

}
