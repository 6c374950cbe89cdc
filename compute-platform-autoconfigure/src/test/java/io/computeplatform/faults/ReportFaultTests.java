package io.computeplatform.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStatus;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of the reports of attempts whose process or database fails. Leases last 2
 * s here and are renewed every 500 ms.
 */
@Tag("chaos")
@WithTestEnvironment
class ReportFaultTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private static final String LOST = "select count(*) from compute.workers where lost_at is not null";

	private final TestEnvironment environment;

	private final Journal journal;

	ReportFaultTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void killedWorkerLeavesWhatItReportedUntilItsLastRenewal() {
		try (TestApplication submitter = TestApplication.start(this.environment, ReportingMain.class, NO_WORKER,
				"compute.async.max-retries=0"); ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			try (JavaProcess worker = startWorker()) {
				id = submitter.submit(new Reported(600_000, false));
				eventually("Sample").until(() -> submitter.platform().stackSample(id).isPresent());
				eventually("Log").until(() -> !submitter.platform().log(id).isEmpty());
				worker.kill9();
			}
			submitter.await(id, JobStatus.FAILED);
			assertThat(outside.outcomes(id)).containsExactly("worker-lost");
			FailedAttempt lost = submitter.failedJobs().attempts(id).get(0);
			assertThat(lost.stackSample())
				.hasValueSatisfying((sample) -> assertThat(sample.stackTrace()).contains("ReportingExecutor.takeTime"));
			assertThat(lost.progress()).hasValueSatisfying((progress) -> assertThat(progress.done()).isPositive());
			assertThat(submitter.find(id).progress()).isEqualTo(lost.progress());
			assertThat(submitter.platform().log(id)).first().extracting(JobLogEntry::text).isEqualTo("begun");
		}
	}

	@Test
	void processThatDiesBetweenReportAndRenewalLosesOnlyTheReport() {
		try (TestApplication submitter = TestApplication.start(this.environment, ReportingMain.class, NO_WORKER)) {
			JobId id;
			try (JavaProcess worker = startWorker()) {
				id = submitter.submit(new Reported(0, true));
				assertThat(worker.exitValue(Duration.ofSeconds(60))).isEqualTo(137);
			}
			try (JavaProcess worker = startWorker()) {
				assertThat(submitter.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
				assertThat(submitter.find(id).worker()).startsWith(worker.pid() + "@");
			}
			assertThat(submitter.platform().log(id)).extracting(JobLogEntry::tryNumber).containsOnly(2);
			assertThat(submitter.find(id).result(String.class)).contains("of try 2");
			assertThat(submitter.failedJobs().attempts(id)).singleElement()
				.satisfies((attempt) -> assertThat(attempt.progress()).isEmpty());
		}
	}

	@Test
	void workerWithLapsedLeaseReportsNothing() {
		try (JavaProcess worker = startWorker();
				ExternalObserver outside = new ExternalObserver(this.environment);
				TestApplication submitter = TestApplication.start(this.environment, ReportingMain.class, NO_WORKER,
						"compute.async.max-retries=0")) {
			JobId id = submitter.submit(new Reported(6000, false));
			eventually("Log").until(() -> !submitter.platform().log(id).isEmpty());
			worker.sigstop();
			submitter.await(id, JobStatus.FAILED);
			List<Map<String, Object>> before = rows(outside, id);
			worker.sigcont();
			// By its interrupt, or by its end if the interrupt comes too late.
			worker.awaitLine("Late outcome '.*' of attempt 1 of job " + id, Duration.ofSeconds(60));
			assertThat(rows(outside, id)).isEqualTo(before);
			assertThat(submitter.find(id).result()).isEmpty();
			assertThat(submitter.find(id).status()).isEqualTo(JobStatus.FAILED);
		}
	}

	@Test
	void reportsThatADatabaseDoesNotTakeLoseNoLeaseAndAreWrittenLater() throws Exception {
		try (TcpProxy database = TcpProxy.to(this.environment.postgres().host(), this.environment.postgres().port());
				TestApplication application = TestApplication.start(this.environment, ReportingMain.class,
						"spring.datasource.url=" + this.environment.jdbcUrl()
							.replace(this.environment.postgres().host() + ":" + this.environment.postgres().port(),
									database.host() + ":" + database.port()));
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = application.submit(new Reported(5000, false));
			eventually("Log").until(() -> !application.platform().log(id).isEmpty());
			int lost = outside.count(LOST);
			database.stall();
			// The stall itself, not something that is waited for.
			TimeUnit.MILLISECONDS.sleep(3000);
			database.resume();
			assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(1);
			assertThat(this.journal.starts(id)).containsExactly(1);
			assertThat(application.find(id).result(String.class)).contains("of try 1");
			assertThat(application.platform().log(id)).extracting(JobLogEntry::text).contains("begun", "ended");
			assertThat(outside.count(LOST)).isEqualTo(lost);
		}
	}

	@Test
	void reportThatWaitsForALockLosesNoLease() throws Exception {
		try (TestApplication application = TestApplication.start(this.environment, ReportingMain.class,
				"spring.datasource.hikari.maximum-pool-size=4");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId before = application.submit(new Reported(1500, false));
			eventually("Log").until(() -> !application.platform().log(before).isEmpty());
			try (var connection = this.environment.postgres().connect(this.environment.database());
					var statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				statement.execute("lock table compute.attempt_log in access exclusive mode");
				// Three times as long as a lease lasts.
				TimeUnit.MILLISECONDS.sleep(6000);
				assertThat(outside
					.count("select count(*) from compute.workers where lost_at is null and lease_until > now()"))
					.isEqualTo(1);
				connection.rollback();
			}
			assertThat(application.await(before, JobStatus.COMPLETE).tryCount()).isEqualTo(1);
			assertThat(application.platform().log(before)).extracting(JobLogEntry::text).contains("begun", "ended");
		}
	}

	@Test
	void linesOfAReleasedAttemptAreKeptBesideThoseOfItsNextRun() {
		JobId id;
		String first;
		try (TestApplication application = TestApplication.start(this.environment, ReportingMain.class,
				"compute.async.worker.shutdown-grace=0s")) {
			id = application.submit(new Reported(3000, false));
			eventually("Log").until(() -> !application.platform().log(id).isEmpty());
			first = application.find(id).worker();
		}
		try (TestApplication application = TestApplication.start(this.environment, ReportingMain.class)) {
			assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(1);
			List<JobLogEntry> log = application.platform().log(id);
			assertThat(log).extracting(JobLogEntry::tryNumber).containsOnly(1);
			assertThat(log).filteredOn((line) -> line.text().equals("begun"))
				.extracting(JobLogEntry::worker)
				.containsExactly(first, application.find(id).worker());
			assertThat(log).extracting(JobLogEntry::text).noneMatch((text) -> text.contains("dropped"));
			assertThat(log).last().extracting(JobLogEntry::text).isEqualTo("ended");
			assertThat(application.find(id).progress())
				.hasValueSatisfying((progress) -> assertThat(progress.done()).isEqualTo(30));
		}
	}

	private static List<Map<String, Object>> rows(ExternalObserver outside, JobId id) {
		return outside
			.sql("""
					select try_number, worker, position, text, null as reported_at from compute.attempt_log where job_id = :id
					union all
					select try_number, worker, done, stack_sample, reported_at from compute.attempt_progress where job_id = :id
					order by 1, 2, 3, 4""")
			.param("id", id.value())
			.query()
			.listOfRows();
	}

	private JavaProcess startWorker() {
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("compute.async.sample-after", "0s");
		return ExternalObserver.startJvm(ReportingMain.class, settings);
	}

	/**
	 * A job that reports what it does.
	 *
	 * @param millis how long it takes
	 * @param halts whether its first attempt ends its process after it has reported
	 */
	record Reported(int millis, boolean halts) {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(WorkerMain.class)
	static class ReportingMain {

		@Bean
		JobExecutor<Reported> reportingExecutor(Journal journal) {
			return new ReportingExecutor(journal);
		}

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(ReportingMain.class).web(WebApplicationType.NONE).run(arguments);
			System.out.println("READY");
		}

	}

	private record ReportingExecutor(Journal journal) implements JobExecutor<Reported> {

		@Override
		public void execute(JobContext<Reported> job) throws Exception {
			this.journal.started(job.id(), job.tryNumber());
			job.log(Level.INFO, "begun");
			job.progress(1, 100);
			if (job.payload().halts() && job.tryNumber() == 1) {
				Runtime.getRuntime().halt(137);
			}
			takeTime(job);
			job.result("of try " + job.tryNumber());
			job.log(Level.INFO, "ended");
			this.journal.returned(job.id(), job.tryNumber());
		}

		private static void takeTime(JobContext<Reported> job) throws InterruptedException {
			int steps = job.payload().millis() / 100;
			for (int i = 1; i <= steps; i++) {
				TimeUnit.MILLISECONDS.sleep(100);
				job.progress(i, steps);
				job.log(Level.DEBUG, "step " + i);
			}
		}

	}

}
