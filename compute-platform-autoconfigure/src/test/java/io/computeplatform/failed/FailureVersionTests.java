package io.computeplatform.failed;

import java.util.Properties;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.store.RunningVersions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class FailureVersionTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	FailureVersionTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@AfterEach
	void deleteAll() {
		JdbcClient
			.create(new DriverManagerDataSource(this.environment.jdbcUrl(), this.environment.postgres().username(),
					this.environment.postgres().password()))
			.sql("delete from compute.operations; delete from compute.jobs; delete from compute.workers")
			.update();
	}

	@Test
	void attemptJobAndGroupHaveTheVersionOfTheBuildInformation() {
		try (TestApplication application = TestApplication.start(this.environment, Built.class, "build=1.8.2")) {
			assertVersion(application, "1.8.2");
		}
	}

	@Test
	void propertyGoesBeforeTheBuildInformation() {
		try (TestApplication application = TestApplication.start(this.environment, Built.class, "build=1.8.2",
				"compute.async.version=1.8.2-blue")) {
			assertVersion(application, "1.8.2-blue");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  " })
	void applicationWithoutVersionRecordsNoneAnywhere(String nothing) {
		try (TestApplication application = TestApplication.start(this.environment, Built.class, "build=" + nothing,
				"compute.async.version=" + nothing)) {
			assertVersion(application, null);
		}
	}

	@Test
	void buildInformationIsShownOnOneLineAndCut() {
		try (TestApplication application = TestApplication.start(this.environment, Built.class,
				"build=1.8\u0000\u202e\n'); drop table compute.jobs; --" + "x".repeat(1_000_000))) {
			String version = "1.8???'); drop table compute.jobs; --";
			assertVersion(application, version + "x".repeat(99 - version.length()) + "…");
		}
	}

	@Test
	void groupShowsTheVersionsOfItsFirstAndOfItsLastFailure() {
		JobId oldest = failIn("1.8.1");
		failIn("1.8.3");
		JobId newest = failIn("1.8.2");
		try (TestApplication application = TestApplication.start(this.environment, NO_WORKER)) {
			assertThat(group(application, FailedJobQuery.all())).satisfies((group) -> {
				assertThat(group.firstVersion()).isEqualTo("1.8.1");
				assertThat(group.lastVersion()).isEqualTo("1.8.2");
			});
			FailedJobQuery later = FailedJobQuery.all()
				.failedSince(application.failedJobs().findById(oldest).orElseThrow().failure().at().plusMillis(1));
			assertThat(group(application, later).firstVersion()).isEqualTo("1.8.3");
			application.failedJobService().discard(newest);
			assertThat(group(application, FailedJobQuery.all()).lastVersion()).isEqualTo("1.8.3");
		}
	}

	@Test
	void failureThatAnOlderVersionOfTheLibraryRecordsIsOfAnUnknownVersion() {
		JobId id = failIn("1.8.2");
		try (TestApplication older = TestApplication.start(this.environment, "compute.async.version=1.8.3")) {
			// An older version does not write it.
			older.bean(JdbcClient.class).sql("update compute.workers set version = null").update();
			older.failedJobService().retry(id);
			older.await(id, JobStatus.FAILED);
			assertThat(older.failedJobs().attempts(id)).extracting(FailedAttempt::version)
				.containsExactly("1.8.2", null);
			assertThat(older.failedJobs().findById(id).orElseThrow().version()).isNull();
			assertThat(group(older, FailedJobQuery.all()).firstVersion()).isNull();
			assertThat(group(older, FailedJobQuery.all()).lastVersion()).isNull();
			assertThat(older.bean(RunningVersions.class).list()).containsOnlyNulls();
		}
	}

	@Test
	void runningVersionsAreThoseOfLiveWorkers() {
		try (TestApplication first = TestApplication.start(this.environment, "compute.async.version=1.8.2");
				TestApplication second = TestApplication.start(this.environment, "compute.async.version=1.8.3")) {
			first.bean(JdbcClient.class).sql("""
					insert into compute.workers (worker, lease_until, lost_at, version) values
					  ('lost', now() + interval '1 hour', now(), '1.8.1'),
					  ('older', now() + interval '1 hour', null, null)""").update();
			assertThat(second.bean(RunningVersions.class).list()).containsExactly("1.8.2", "1.8.3", null);
		}
	}

	private void assertVersion(TestApplication application, String version) {
		JobId id = fail(application);
		assertThat(application.failedJobs().attempts(id)).extracting(FailedAttempt::version).containsExactly(version);
		assertThat(application.failedJobs().findById(id).orElseThrow().version()).isEqualTo(version);
		assertThat(application.failedJobs().find(FailedJobQuery.all()).jobs()).extracting(FailedJob::version)
			.containsExactly(version);
		assertThat(group(application, FailedJobQuery.all()).firstVersion()).isEqualTo(version);
		assertThat(group(application, FailedJobQuery.all()).lastVersion()).isEqualTo(version);
		assertThat(application.bean(RunningVersions.class).list()).containsExactly(version);
	}

	private static FailedJobGroup group(TestApplication application, FailedJobQuery query) {
		assertThat(application.failedJobs().groups(query, 10)).hasSize(1);
		return application.failedJobs().groups(query, 10).get(0);
	}

	private JobId failIn(String version) {
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.version=" + version)) {
			return fail(application);
		}
	}

	private static JobId fail(TestApplication application) {
		JobId id = application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		application.await(id, JobStatus.FAILED);
		return id;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(WorkerMain.class)
	static class Built {

		@Bean
		BuildProperties build(Environment environment) {
			Properties properties = new Properties();
			properties.setProperty("version", environment.getRequiredProperty("build"));
			return new BuildProperties(properties);
		}

	}

}
