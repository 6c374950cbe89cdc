package io.computeplatform.internal.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.computeplatform.ComputeDataSource;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.LocalPorts;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that can't keep jobs, as a user sees them refused.
 */
@WithTestEnvironment
class DatabaseFailureTests {

	private final TestEnvironment environment;

	DatabaseFailureTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void missingDataSourceIsNamed() {
		assertThat(FailedStart.report(Store.class)).contains("there is no DataSource bean",
				"Set spring.datasource.url to a PostgreSQL database", "compute.async.enabled=false");
	}

	@Test
	void severalDataSourcesWithoutAPrimaryOneAreCounted() {
		assertThat(FailedStart.report(this.environment, TwoCommon.class)).contains(
				"none of the 2 DataSource beans is the primary one", "mark the one DataSource to use with @Primary or");
	}

	@Test
	void severalDedicatedDataSourcesDoNotTurnIntoTheCommonOne() {
		assertThat(FailedStart.report(this.environment, TwoDedicated.class))
			.contains("none of the 2 DataSource beans marked with @ComputeDataSource is the primary one");
	}

	@ParameterizedTest
	@CsvSource({ "MariaDB,11", "PostgreSQL,11" })
	void databaseOtherThanPostgresqlIsNamed(String product, int version) {
		assertThat(FailedStart.report(Claiming.class, "test.product=" + product, "test.version=" + version)).contains(
				"Jobs are kept in PostgreSQL 12 or newer, and the DataSource is " + product + " " + version + ".",
				"Point spring.datasource.url to such a PostgreSQL");
	}

	@Test
	void databaseThatCanNotBeReachedIsNamedWithTheReason() {
		int port = LocalPorts.closed();
		assertThat(FailedStart.report(this.environment, Pooled.class,
				"spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/jobs"))
			.contains("The database of compute.async can't be used", "127.0.0.1:" + port,
					"Check spring.datasource.url, username and password");
	}

	@Test
	void databaseThatDoesNotExistIsNamed() {
		assertThat(FailedStart.report(this.environment, Pooled.class,
				"spring.datasource.url=" + this.environment.postgres().url("compute_no_such_database")))
			.contains("The database of compute.async can't be used", "compute_no_such_database");
	}

	@Test
	void encodingThatCanNotHoldEveryTextIsNamed() throws SQLException {
		String database = this.environment.database() + "_latin1";
		execute(this.environment.postgres().database(),
				"create database " + database + " encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'");
		try {
			assertThat(FailedStart.report(this.environment, Pooled.class,
					"spring.datasource.url=" + this.environment.postgres().url(database)))
				.contains("the database's encoding is LATIN1", "Create the database with encoding 'UTF8'");
		}
		finally {
			execute(this.environment.postgres().database(), "drop database " + database + " with (force)");
		}
	}

	@Test
	void databaseThatCanOnlyBeReadIsRefused() {
		assertThat(FailedStart.report(this.environment, Pooled.class,
				"spring.datasource.url=" + this.environment.jdbcUrl() + "?readOnly=true&readOnlyMode=always"))
			.contains("The database of compute.async can't be written to", "to the primary server");
	}

	@Test
	void poolThatOnlyReadsIsRefused() {
		assertThat(FailedStart.report(this.environment, WorkerMain.class, "spring.datasource.hikari.read-only=true"))
			.contains("The database of compute.async can't be written to", "or allow writing");
	}

	@Test
	void schemaThatHoldsSomethingElseIsNamed() throws SQLException {
		execute(this.environment.database(), "create schema crowded; create table crowded.customers (id integer)");
		assertThat(FailedStart.report(this.environment, Pooled.class, "compute.async.schema=crowded")).contains(
				"The tables in schema 'crowded' can't be brought to the version of this code", "\"crowded\"",
				"Give compute.async.schema a schema that holds nothing else");
	}

	@Test
	void userWhoMayNotCreateTheTablesIsTold() throws SQLException {
		String user = this.environment.database() + "_user";
		execute(this.environment.database(),
				"create schema forbidden; create role " + user + " login password 'secret'");
		try {
			assertThat(FailedStart.report(this.environment, Pooled.class, "compute.async.schema=forbidden",
					"spring.datasource.username=" + user, "spring.datasource.password=secret"))
				.contains("The user of the DataSource may not create the tables in schema 'forbidden'",
						"create schema forbidden authorization <user>", "classpath:io/computeplatform/schema");
		}
		finally {
			execute(this.environment.database(), "drop owned by " + user + "; drop role " + user);
		}
	}

	@Test
	void missingTablesAreNamedWhenTheyAreNotToBeCreated() {
		assertThat(FailedStart.report(this.environment, Pooled.class, "compute.async.schema=absent",
				"compute.async.migrate=false"))
			.contains("The tables in schema 'absent' lack", "V1__create_jobs.sql", "compute.async.migrate is false",
					"compute.async.migrate=true", "classpath:io/computeplatform/schema");
	}

	private void execute(String database, String sql) throws SQLException {
		try (Connection connection = this.environment.postgres().connect(database);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class })
	static class Store {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class })
	static class Pooled {

		@Bean
		DataSource dataSource(Environment environment) {
			return new DriverManagerDataSource(environment.getRequiredProperty("spring.datasource.url"),
					environment.getRequiredProperty("spring.datasource.username"),
					environment.getRequiredProperty("spring.datasource.password"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoCommon extends Pooled {

		@Bean
		DataSource other(Environment environment) {
			return dataSource(environment);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDedicated extends Pooled {

		@Bean(defaultCandidate = false)
		@ComputeDataSource
		DataSource one(Environment environment) {
			return dataSource(environment);
		}

		@Bean(defaultCandidate = false)
		@ComputeDataSource
		DataSource other(Environment environment) {
			return dataSource(environment);
		}

	}

	/**
	 * No second database is there to be had, so one that only says what it is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class })
	static class Claiming {

		@Bean
		DataSource dataSource(Environment environment) {
			int version = environment.getRequiredProperty("test.version", Integer.class);
			DatabaseMetaData metaData = answering(DatabaseMetaData.class,
					(proxy, method, arguments) -> switch (method.getName()) {
						case "getDatabaseProductName" -> environment.getRequiredProperty("test.product");
						case "getDatabaseProductVersion" -> String.valueOf(version);
						case "getDatabaseMajorVersion" -> version;
						default -> throw new UnsupportedOperationException(method.toString());
					});
			Connection connection = answering(Connection.class,
					(proxy, method, arguments) -> method.getName().equals("getMetaData") ? metaData : null);
			return answering(DataSource.class, (proxy, method, arguments) -> switch (method.getName()) {
				case "getConnection" -> connection;
				case "hashCode" -> System.identityHashCode(proxy);
				default -> null;
			});
		}

		private static <T> T answering(Class<T> type, InvocationHandler handler) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
		}

	}

}
