package io.computeplatform.faults;

import java.util.Collections;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class DatabaseOutageTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	private final Journal journal;

	private final TcpProxy database;

	DatabaseOutageTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
		this.database = TcpProxy.to(environment.postgres().host(), environment.postgres().port());
	}

	@AfterEach
	void closeProxy() {
		this.database.close();
	}

	private TestApplication startBehindProxy(String... properties) {
		PostgresServer direct = this.environment.postgres();
		PostgresServer proxied = new PostgresServer(this.database.host(), this.database.port(),
				this.environment.database(), direct.parameters(), direct.username(), direct.password());
		String[] all = new String[properties.length + 4];
		System.arraycopy(properties, 0, all, 4, properties.length);
		all[0] = "spring.datasource.url=" + proxied.url();
		all[1] = "spring.datasource.hikari.connection-timeout=1000";
		all[2] = "spring.datasource.hikari.validation-timeout=500";
		// The pool itself may pause for a second before it connects again.
		all[3] = "compute.async.worker.lease-duration=8s";
		return TestApplication.start(this.environment, FaultMain.class, all);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "2, 2" })
	void outcomeOfJobThatRunsWhileDatabaseIsDownIsHeldUntilItIsBack(int failsBefore, int tries) {
		FaultMain.closeGate(this.environment);
		// The other instance loses the database too, and must not take the worker for
		// lost when it has it back first.
		try (TestApplication worker = startBehindProxy();
				TestApplication other = startBehindProxy(NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = other.submit(new Gated(failsBefore));
			outside.awaitStatus(id, "in-progress");
			this.database.cut();
			eventually("Lease to lapse")
				.until(() -> outside.count("select count(*) from compute.workers where lease_until < now()") > 0);
			FaultMain.openGate(this.environment);
			eventually("Outage to outlast the outcome").until(() -> outside
				.count("select count(*) from compute.workers where lease_until < now() - interval '1 s'") > 0);
			assertThat(outside.status(id)).isEqualTo("in-progress");
			this.database.heal();

			outside.awaitStatus(id, "complete");
			assertThat(outside.tryCount(id)).isEqualTo(tries);
			assertThat(worker.context().isRunning()).isTrue();
			assertThat(this.journal.starts(id)).hasSize(tries).doesNotHaveDuplicates();
			assertThat(outside.outcomes(id)).hasSize(tries - 1).doesNotContain("worker-lost");
		}
	}

	@Test
	// Other brokers count what is delivered and not acknowledged as waiting.
	@RequiresRabbitMq
	void messageDeliveredWhileDatabaseIsDownUsesNoAttempt() {
		try (TestApplication worker = startBehindProxy("compute.async.max-retries=0");
				TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			worker.await(worker.submit(Work.succeed()), JobStatus.COMPLETE);
			this.database.cut();
			JobId id = submitter.submit(Work.succeed());
			eventually("Message to be taken")
				.until(() -> outside.row(id).get("message_sent_at") != null && outside.waiting(outside.queue()) == 0);
			assertThat(outside.row(id)).containsEntry("status", "queued").containsEntry("try_count", "0");
			this.database.heal();

			assertThat(submitter.await(id, JobStatus.COMPLETE).tryCount()).isOne();
			assertThat(this.journal.starts(id)).containsExactly(1);
			assertThat(outside.outcomes(id)).isEmpty();
		}
	}

	@Test
	void connectionsThatAreResetInTheMiddleOfManyJobsStartNothingTwice() {
		try (TestApplication worker = startBehindProxy("compute.async.queues.work.concurrency=4");
				TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			submitter.platform().submitAll(TestApplication.QUEUE, Collections.nCopies(80, Work.failBefore(2)));
			String complete = "select count(*) from compute.jobs where status = 'complete' and try_count = 2";
			int before = outside.count(complete);
			for (int i = 1; i <= 3; i++) {
				int some = before + 15 * i;
				eventually("Some to complete").until(() -> outside.count(complete) > some);
				this.database.reset();
			}
			eventually("All to complete").until(() -> outside.count(complete) == before + 80);
			assertThat(worker.context().isRunning()).isTrue();
			assertThat(this.journal.doubleStarts()).isEmpty();
		}
	}

}
