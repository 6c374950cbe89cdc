package io.computeplatform.internal.store;

import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import io.computeplatform.ComputeDataSource;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestEnvironment;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The tables, beside whatever else the database holds. Each test has a database of its
 * own.
 */
class SchemaMigrationTests {

	private static final String FLYWAY_OF_BOOT = "org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration";

	private final TestEnvironment environment = TestEnvironment.createEmpty();

	private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(this.environment.jdbcUrl(),
			this.environment.postgres().username(), this.environment.postgres().password()));

	@AfterEach
	void close() {
		this.environment.close();
	}

	@Test
	void severalInstancesStartAtOnceOnAnEmptyDatabase() throws Exception {
		ExecutorService instances = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> started = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				started.add(instances.submit(() -> start(Store.class).close()));
			}
			for (Future<?> each : started) {
				each.get();
			}
		}
		finally {
			instances.shutdownNow();
		}
		assertThat(appliedIn("compute")).isGreaterThanOrEqualTo(5);
	}

	@Test
	void instancesWaitForOneWhoseMigrationTakesLong() throws Exception {
		migrateOnlyTo("1");
		ExecutorService instances = Executors.newFixedThreadPool(2);
		try (Connection blocker = this.environment.postgres().connect(this.environment.database());
				Statement statement = blocker.createStatement()) {
			blocker.setAutoCommit(false);
			statement.execute("lock table compute.jobs in row exclusive mode");
			List<Future<?>> started = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				started.add(instances.submit(() -> start(Store.class).close()));
			}
			Awaitility.await("One migrates, the other asks for the lock")
				.until(() -> sessions("wait_event_type = 'Lock'") == 1
						&& sessions("query ilike '%advisory%lock%'") >= 1);
			assertThat(started).noneMatch(Future::isDone);
			blocker.rollback();

			for (Future<?> each : started) {
				each.get();
			}
		}
		finally {
			instances.shutdownNow();
		}
		assertThat(this.jdbc.sql("select count(*) from compute.compute_schema_history where version = '2' and success")
			.query(Integer.class)
			.single()).isOne();
	}

	/** As an older version has left it. */
	private void migrateOnlyTo(String version) {
		Flyway.configure()
			.dataSource(this.environment.jdbcUrl(), this.environment.postgres().username(),
					this.environment.postgres().password())
			.schemas("compute")
			.table("compute_schema_history")
			.locations("classpath:io/computeplatform/schema")
			.target(version)
			.load()
			.migrate();
	}

	@Test
	void everyInstanceAfterTheFirstCanBeKeptFromMigrating() {
		start(Store.class).close();

		try (ConfigurableApplicationContext context = start(Store.class, "compute.async.migrate=false")) {
			assertThat(context.getBean(Database.class)).isNotNull();
		}
	}

	@Test
	void userWithoutTheRightToCreateStartsOnTablesThatAreComplete() {
		start(Store.class).close();
		String user = this.environment.database() + "_user";
		this.jdbc.sql("""
				create role %1$s login password 'secret';
				grant usage on schema compute to %1$s;
				grant select, insert, update, delete on all tables in schema compute to %1$s""".formatted(user))
			.update();
		try (ConfigurableApplicationContext context = start(Store.class, "spring.datasource.username=" + user,
				"spring.datasource.password=secret")) {
			assertThat(context.getBean(JobRows.class).find(UUID.randomUUID())).isEmpty();
		}
		finally {
			this.jdbc.sql("drop owned by %1$s; drop role %1$s".formatted(user)).update();
		}
	}

	@Test
	void tablesLiveInTheSchemaThatIsConfigured() {
		try (ConfigurableApplicationContext context = start(Store.class, "compute.async.schema=app_jobs")) {
			assertThat(
					context.getBean(Database.class).sql("select count(*) from compute.jobs").query(Long.class).single())
				.isZero();
		}
		assertThat(appliedIn("app_jobs")).isGreaterThanOrEqualTo(5);
		assertThat(schemas()).contains("app_jobs").doesNotContain("compute");
	}

	@Test
	void schemaThatIsNewerThanTheCodeIsRefused() {
		start(Store.class).close();
		this.jdbc.sql("""
				insert into compute.compute_schema_history
				  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
				values (1000, '999', 'of the future', 'SQL', 'V999__of_the_future.sql', 1, 'test', 1, true)""")
			.update();

		assertThat(FailedStart.report(this.environment, Store.class)).contains(
				"The tables in schema 'compute' have version 999, this code knows versions up to",
				"Upgrade compute-platform in this application");
	}

	@Test
	void scriptThatWasAppliedInAnotherFormIsRefused() {
		start(Store.class).close();
		this.jdbc.sql("update compute.compute_schema_history set checksum = 1 where version = '1'").update();

		assertThat(FailedStart.report(this.environment, Store.class))
			.contains("The tables in schema 'compute' can't be brought to the version of this code", "checksum");
	}

	@Test
	void dedicatedDataSourceHoldsTheJobsAndTheCommonOneDoesNot() {
		try (TestEnvironment other = TestEnvironment.createEmpty();
				ConfigurableApplicationContext context = start(Dedicated.class, "jobs.url=" + other.jdbcUrl())) {
			assertThat(context.getBean(Database.class)
				.sql("select current_database() from compute.jobs right join (values (1)) as one on true")
				.query(String.class)
				.single()).isEqualTo(other.database());
			assertThat(context.getBean(DataSource.class)).isNotInstanceOf(DriverManagerDataSource.class);
		}
		assertThat(schemas()).doesNotContain("compute");
	}

	@Test
	void applicationWithoutMigrationsStartsBesideTablesOfItsOwn() {
		this.jdbc.sql("create table public.orders (id integer)").update();

		try (ConfigurableApplicationContext context = start(Application.class)) {
			assertThat(context.getBean(Database.class)).isNotNull();
			assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.toLowerCase().contains("flyway"));
		}
		assertThat(this.jdbc.sql("select to_regclass('public.flyway_schema_history')::text").query(String.class).list())
			.containsOnlyNulls();
	}

	@Test
	void migrationsOfTheApplicationRunBesideOurs() throws Exception {
		assumeThat(ClassUtils.isPresent(FLYWAY_OF_BOOT, null)).as("Spring Boot's Flyway is on the class path").isTrue();
		URL migrations = getClass().getResource("/flyway-application/");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { migrations }, getClass().getClassLoader());
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
					.resourceLoader(new DefaultResourceLoader(loader))
					.web(WebApplicationType.NONE)
					.run(arguments())) {
			assertThat(context.getBean(Database.class)).isNotNull();
		}
		assertThat(this.jdbc.sql("select count(*) from public.customers").query(Long.class).single()).isZero();
		assertThat(this.jdbc.sql("select script from public.flyway_schema_history").query(String.class).list())
			.containsExactly("V1__create_customers.sql");
		assertThat(appliedIn("compute")).isGreaterThanOrEqualTo(5);
	}

	@Test
	void flywayThatTheApplicationConfiguresStaysOn() {
		assumeThat(ClassUtils.isPresent(FLYWAY_OF_BOOT, null)).as("Spring Boot's Flyway is on the class path").isTrue();
		try (ConfigurableApplicationContext context = start(Application.class,
				"spring.flyway.locations=classpath:flyway-application/db/migration")) {
			assertThat(context.getBean(Database.class)).isNotNull();
		}
		assertThat(this.jdbc.sql("select count(*) from public.customers").query(Long.class).single()).isZero();
	}

	private ConfigurableApplicationContext start(Class<?> source, String... properties) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(source).web(WebApplicationType.NONE);
		// Logging is the whole JVM's, and not to be set up by several at once.
		builder.application()
			.setListeners(builder.application()
				.getListeners()
				.stream()
				.filter((listener) -> !(listener instanceof LoggingApplicationListener))
				.toList());
		return builder.run(arguments(properties));
	}

	private String[] arguments(String... properties) {
		Map<String, String> all = new HashMap<>(this.environment.properties());
		all.put("spring.main.banner-mode", "off");
		all.put("compute.async.worker.enabled", "false");
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		return all.entrySet()
			.stream()
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new);
	}

	private int appliedIn(String schema) {
		return this.jdbc
			.sql("select count(*) from \"%s\".compute_schema_history where success and version is not null"
				.formatted(schema))
			.query(Integer.class)
			.single();
	}

	private int sessions(String condition) {
		return this.jdbc.sql(
				"select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and "
						+ condition)
			.query(Integer.class)
			.single();
	}

	private List<String> schemas() {
		return this.jdbc.sql("select nspname from pg_namespace").query(String.class).list();
	}

	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class })
	static class Store {

		@Bean
		DriverManagerDataSource dataSource(Environment environment) {
			return new DriverManagerDataSource(environment.getRequiredProperty("spring.datasource.url"),
					environment.getRequiredProperty("spring.datasource.username"),
					environment.getRequiredProperty("spring.datasource.password"));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Dedicated {

		@Bean(defaultCandidate = false)
		@ComputeDataSource
		DriverManagerDataSource jobsDataSource(Environment environment) {
			return new DriverManagerDataSource(environment.getRequiredProperty("jobs.url"),
					environment.getRequiredProperty("spring.datasource.username"),
					environment.getRequiredProperty("spring.datasource.password"));
		}

	}

}
