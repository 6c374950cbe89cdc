package io.computeplatform.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Tag("chaos")
@WithTestEnvironment
class SubmissionFaultTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	private final Journal journal;

	SubmissionFaultTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void jobOfTransactionThatRollsBackHasNeitherRowNorMessage() {
		try (TestApplication application = TestApplication.start(this.environment, NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			TransactionTemplate transaction = new TransactionTemplate(
					new JdbcTransactionManager(application.bean(DataSource.class)));
			List<JobId> ids = new ArrayList<>();

			assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				ids.add(application.submit(Work.succeed()));
				ids.addAll(application.platform().submitAll(TestApplication.QUEUE, List.of(Work.fail(), Work.fail())));
				throw new IllegalStateException("The caller changes its mind");
			}));
			JobId committed = transaction.execute((status) -> application.submit(Work.succeed()));

			eventually("Message of the committed job").until(() -> outside.waiting(outside.queue()) > 0);
			assertThat(outside.waiting(outside.queue())).isEqualTo(1);
			assertThat(ids).hasSize(3).allSatisfy((id) -> assertThat(application.platform().find(id)).isEmpty());
			assertThat(outside.status(committed)).isEqualTo("queued");
		}
	}

	@Test
	void jobsOfProcessThatIsKilledBetweenCommitAndPublishAreSentByAnother() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			Map<String, String> settings = TestApplication.settings(this.environment);
			settings.put("spring.rabbitmq.host", broker.host());
			settings.put("spring.rabbitmq.port", String.valueOf(broker.port()));
			settings.put("compute.async.worker.enabled", "false");
			try (JavaProcess submitter = ExternalObserver.startJvm(SubmitterMain.class, settings)) {
				eventually("Schema").ignoreExceptions()
					.until(() -> outside.count("select count(*) from compute.jobs") > 20);
				broker.stall();
				int before = outside.count("select count(*) from compute.jobs");
				eventually("Jobs without a message")
					.until(() -> outside.count("select count(*) from compute.jobs") > before + 20);
				submitter.kill9();
			}
			broker.cut();
			assertThat(outside.count("select count(*) from compute.jobs where message_due_at is not null"))
				.isGreaterThanOrEqualTo(20);

			try (TestApplication application = TestApplication.start(this.environment,
					"compute.async.queues.work.concurrency=8")) {
				application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
				eventually("All jobs complete")
					.until(() -> outside.count("select count(*) from compute.jobs where status <> 'complete'") == 0);
			}
			assertThat(this.journal.doubleStarts()).isEmpty();
			assertThat(outside.starts()).hasSize(outside.count("select count(*) from compute.jobs"));
		}
	}

	@Test
	void jobSubmittedWhileBrokerIsDownRunsWhenItIsBack() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = startBehind(broker)) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);

			broker.cut();
			JobId down = application.submit(Work.succeed());
			assertThat(application.find(down).status()).isEqualTo(JobStatus.QUEUED);
			broker.heal();

			assertThat(application.await(down, JobStatus.COMPLETE).tryCount()).isOne();
			assertThat(this.journal.starts(down)).containsExactly(1);
		}
	}

	@Test
	void jobsThatCouldNotBeSentRunAsSoonAsTheBrokerIsBack() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = startBehind(broker, "compute.async.relay.grace=1h")) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);

			broker.cut();
			int refused = broker.refused();
			List<JobId> submitted = new ArrayList<>(application.platform()
				.submitAll(TestApplication.QUEUE, Collections.nCopies(50, Work.failBefore(2))));
			eventually("Connections to be refused").until(() -> broker.refused() > refused + 2);
			submitted.add(application.submit(Work.failBefore(2)));
			JobId delayed = application.platform()
				.submit(TestApplication.QUEUE, Work.failBefore(2),
						SubmitOptions.defaults().withDelay(Duration.ofMillis(1)));
			submitted.add(delayed);
			eventually("Connections to be refused").until(() -> broker.refused() > refused + 5);
			// The relay must not claim what it can't publish.
			assertThat(application.bean(JdbcClient.class)
				.sql("select message_due_at < now() from compute.jobs where id = ?")
				.param(delayed.value())
				.query(Boolean.class)
				.single()).isTrue();
			broker.heal();

			for (JobId id : submitted) {
				assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
				assertThat(this.journal.starts(id)).containsExactly(1, 2);
			}
		}
	}

	@Test
	void brokerThatRefusesConnectionsForLongIsAskedAgainAndAgain() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				TestApplication application = startBehind(broker)) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);

			broker.cut();
			JobId first = application.submit(Work.failBefore(2));
			// About a minute: longer than any pause between two attempts grows.
			eventually("Connections to be refused").atMost(Duration.ofMinutes(5)).until(() -> broker.refused() > 60);
			JobId last = application.submit(Work.succeed());
			broker.heal();

			assertThat(application.await(first, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			assertThat(application.await(last, JobStatus.COMPLETE).tryCount()).isOne();
		}
	}

	@Test
	void applicationThatStartsWithoutBrokerAcceptsJobsAndRunsThemWhenItIsThere() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port())) {
			broker.cut();
			try (TestApplication application = startBehind(broker)) {
				JobId id = application.submit(Work.succeed());
				assertThat(application.find(id).status()).isEqualTo(JobStatus.QUEUED);
				broker.heal();
				application.await(id, JobStatus.COMPLETE);
				assertThat(this.journal.starts(id)).containsExactly(1);
			}
		}
	}

	private TestApplication startBehind(TcpProxy broker, String... properties) {
		return TestApplication.start(this.environment,
				Stream
					.concat(Stream.of("spring.rabbitmq.host=" + broker.host(), "spring.rabbitmq.port=" + broker.port()),
							Stream.of(properties))
					.toArray(String[]::new));
	}

}
