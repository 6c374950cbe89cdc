package io.computeplatform.test;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Mistakes of first-time users.
 */
class MistakeTests {

	private static ConfigurableApplicationContext start(Class<?> testClass) {
		return (ConfigurableApplicationContext) new TestContextManager(testClass).getTestContext()
			.getApplicationContext();
	}

	private static Throwable rootCause(Class<?> testClass) {
		Throwable failure = catchThrowable(() -> start(testClass));
		assertThat(failure).as("Failure of " + testClass).isNotNull();
		while (failure.getCause() != null && !(failure instanceof ComputeConfigurationException)) {
			failure = failure.getCause();
		}
		return failure;
	}

	@Test
	void missingDataSourceIsNamed() {
		assertThat(rootCause(WithoutDataSource.class)).isInstanceOf(ComputeConfigurationException.class)
			.hasMessageContaining("Jobs are kept in PostgreSQL, and there is no DataSource bean.");
	}

	@Test
	void missingExecutorOfAQueueIsNamed() {
		assertThat(rootCause(WithoutExecutor.class)).isInstanceOf(ComputeConfigurationException.class)
			.hasMessageContaining("No JobExecutor bean serves the queue 'orphaned'");
	}

	@Test
	void missingAnnotationIsNamed() {
		ConfigurableApplicationContext context = start(WithoutAnnotation.class);
		assertThat(catchThrowable(() -> context.getBean(JobTester.class))).rootCause()
			.hasMessageContaining("only for a test class annotated with @AutoConfigureJobTester");
		assertThat(context.containsBean("computeJobContainers")).isTrue();
		context.close();
	}

	@Test
	void jobsThatAreSwitchedOffAreNamed() {
		ConfigurableApplicationContext context = start(SwitchedOff.class);
		assertThat(catchThrowable(() -> context.getBean(JobTester.class))).rootCause()
			.hasMessageContaining("only if compute.async.enabled is not false");
		context.close();
	}

	@Test
	void payloadWithoutExecutorIsRefused() {
		ConfigurableApplicationContext context = start(TwoExecutors.class);
		AsyncPlatform platform = context.getBean(AsyncPlatform.class);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> platform.submit("default", 4.5))
			.withMessageContaining("java.lang.Double");
	}

	@Test
	void jobWhoseExecutorIsInAnotherApplicationIsNamed() {
		ConfigurableApplicationContext context = start(TwoExecutors.class);
		JobTester jobs = context.getBean(JobTester.class);
		jobs.clear();
		JobId id = context.getBean(AsyncPlatform.class).submit("default", new Elsewhere("text"));
		for (ThrowingCallable run : List.<ThrowingCallable>of(jobs::runDue, jobs::runUntilIdle, () -> jobs.run(id))) {
			assertThatIllegalStateException().isThrownBy(run)
				.withMessageContaining("no JobExecutor for the type of the job")
				.withMessageContaining(id.toString());
		}
		assertThat(context.getBean(AsyncPlatform.class).find(id)).get().satisfies((job) -> {
			assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
			assertThat(job.tryCount()).isZero();
		});
		jobs.clear();
	}

	@Test
	void unknownQueueIsNamed() {
		ConfigurableApplicationContext context = start(TwoExecutors.class);
		JobTester jobs = context.getBean(JobTester.class);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> assertThat(jobs).enqueued("defualt"))
			.withMessageContaining("Invalid queue 'defualt'")
			.withMessageContaining("[default]");
	}

	@Test
	void applicationThatOnlySubmitsAssertsButRunsNothing() {
		ConfigurableApplicationContext context = start(Submitter.class);
		JobTester jobs = context.getBean(JobTester.class);
		jobs.clear();
		context.getBean(AsyncPlatform.class).submit("elsewhere", List.of("a", "b"));
		assertThat(jobs).enqueued("elsewhere").withPayload(List.of("a", "b")).times(1);
		assertThat(jobs.jobs("elsewhere")).singleElement().extracting("status").isEqualTo(JobStatus.QUEUED);
		assertThatIllegalStateException().isThrownBy(jobs::runDue)
			.withMessageContaining("compute.async.worker.enabled is false");
	}

	@Test
	void databaseThatWasNotMadeForTestsIsNotCleared() {
		ConfigurableApplicationContext context = start(AnotherDatabase.class);
		JobTester jobs = context.getBean(JobTester.class);
		JobId id = context.getBean(AsyncPlatform.class).submit("default", "text");
		assertThatIllegalStateException().isThrownBy(jobs::clear)
			.withMessageContaining("This is database 'postgres', schema 'compute'; nothing was changed")
			.withMessageContaining("set compute.test.clear-any-database=true");
		assertThatIllegalStateException().isThrownBy(() -> jobs.advance(Duration.ofDays(1)))
			.withMessageContaining("nothing was changed");
		assertThat(context.getBean(AsyncPlatform.class).find(id)).isPresent();
	}

	@Test
	void databaseIsClearedIfTheTestSaysSo() {
		ConfigurableApplicationContext context = start(AnotherDatabaseCleared.class);
		JobId id = context.getBean(AsyncPlatform.class).submit("default", "text");
		context.getBean(JobTester.class).clear();
		assertThat(context.getBean(AsyncPlatform.class).find(id)).isEmpty();
	}

	@Test
	void schemaThatIsNamedForTestsIsCleared() {
		ConfigurableApplicationContext context = start(SchemaForTests.class);
		JobId id = context.getBean(AsyncPlatform.class).submit("default", "text");
		context.getBean(JobTester.class).clear();
		assertThat(context.getBean(AsyncPlatform.class).find(id)).isEmpty();
	}

	@SpringJUnitConfig(Executors.class)
	@AutoConfigureJobTester
	static class WithoutDataSource {

	}

	@SpringJUnitConfig(Nothing.class)
	@TestPropertySource(properties = "compute.async.queues.orphaned.concurrency=1")
	@AutoConfigureJobTester
	static class WithoutExecutor {

	}

	@SpringBootTest(classes = WorkApplication.class, properties = "spring.rabbitmq.port=1")
	static class WithoutAnnotation {

	}

	@SpringBootTest(classes = WorkApplication.class, properties = "compute.async.enabled=false")
	@AutoConfigureJobTester
	static class SwitchedOff {

	}

	@SpringBootTest(classes = { Empty.class, Executors.class })
	@AutoConfigureJobTester
	static class TwoExecutors {

	}

	@SpringBootTest(classes = Empty.class,
			properties = { "compute.async.worker.enabled=false", "compute.async.queues.elsewhere.concurrency=1" })
	@AutoConfigureJobTester
	static class Submitter {

	}

	@SpringJUnitConfig({ AnotherDataSource.class, Executors.class })
	@AutoConfigureJobTester
	static class AnotherDatabase {

	}

	@SpringJUnitConfig({ AnotherDataSource.class, Executors.class })
	@TestPropertySource(properties = "compute.test.clear-any-database=true")
	@AutoConfigureJobTester
	static class AnotherDatabaseCleared {

	}

	@SpringJUnitConfig({ AnotherDataSource.class, Executors.class })
	@TestPropertySource(properties = "compute.async.schema=jobs_of_tests")
	@AutoConfigureJobTester
	static class SchemaForTests {

	}

	@Configuration(proxyBeanMethods = false)
	static class AnotherDataSource {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource(TestPostgres.urlOfAnotherDatabase(), "postgres", "postgres");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class Executors {

		@Bean
		JobExecutor<String> textExecutor() {
			return (job) -> {
			};
		}

		@Bean
		JobExecutor<Integer> numberExecutor() {
			return (job) -> {
			};
		}

	}

	@JobType("elsewhere")
	record Elsewhere(String text) {

	}

}
