package io.computeplatform.internal.store;

import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.UserCredentialsDataSourceAdapter;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which submits may share a statement: those of callers who can't be told apart by their
 * connections.
 */
@WithTestEnvironment
class SubmitBatchingCheckTests {

	static Stream<Arguments> alike() {
		return Stream.of(row("pool", new HikariDataSource()), row("driver of PostgreSQL", new PGSimpleDataSource()),
				row("driver manager", new DriverManagerDataSource()), row("driver", new SimpleDriverDataSource()),
				row("lazy", new LazyConnectionDataSourceProxy(new HikariDataSource())),
				row("transaction-aware", new TransactionAwareDataSourceProxy(new HikariDataSource())),
				row("lazy within transaction-aware", new TransactionAwareDataSourceProxy(
						new LazyConnectionDataSourceProxy(new HikariDataSource()))));
	}

	static Stream<Arguments> toldApart() {
		return Stream.of(row("routing", routing()), row("subclass of a pool", new HikariDataSource() {
		}), row("wrapper", new DelegatingDataSource(new HikariDataSource())),
				row("wrapper of a routing one", new DelegatingDataSource(routing())),
				row("credentials of the caller", credentials()),
				row("lazy routing", new LazyConnectionDataSourceProxy(routing())),
				row("transaction-aware routing", new TransactionAwareDataSourceProxy(routing())),
				row("wrapper within lazy",
						new LazyConnectionDataSourceProxy(new DelegatingDataSource(new HikariDataSource()))),
				row("subclass of lazy", new LazyConnectionDataSourceProxy(new HikariDataSource()) {
				}), row("lazy subclass of a pool", new LazyConnectionDataSourceProxy(new HikariDataSource() {
				})), row("nothing yet", new LazyConnectionDataSourceProxy()));
	}

	@ParameterizedTest(name = "{0}", autoCloseArguments = false)
	@MethodSource("alike")
	void callersOfOneThatGivesAllTheSameConnectionsAreNotToldApart(String name, DataSource dataSource) {
		assertThat(SubmitBatchingCheck.connectionsMayVaryByCaller(dataSource)).isFalse();
	}

	@ParameterizedTest(name = "{0}", autoCloseArguments = false)
	@MethodSource("toldApart")
	void callersOfAnyOtherMayBeToldApart(String name, DataSource dataSource) {
		assertThat(SubmitBatchingCheck.connectionsMayVaryByCaller(dataSource)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "auto,true,true", "auto,false,false", "always,true,true", "always,false,true", "never,true,false",
			"never,false,false" })
	void propertyDecidesAndAutoAsksTheDataSource(String batching, boolean plain, boolean shared,
			TestEnvironment environment) {
		HikariDataSource pool = plain ? new HikariDataSource() : new HikariDataSource() {
		};
		pool.setJdbcUrl(environment.jdbcUrl());
		pool.setUsername(environment.postgres().username());
		pool.setPassword(environment.postgres().password());
		pool.setMinimumIdle(0);
		// Only what is asked for is made.
		new ApplicationContextRunner()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class))
			.withBean(DataSource.class, () -> pool)
			.withPropertyValues("compute.async.submit-batching=" + batching)
			.run((context) -> assertThat(context.getBean(Database.class).isBatchable()).isEqualTo(shared));
	}

	private static AbstractRoutingDataSource routing() {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
			@Override
			protected Object determineCurrentLookupKey() {
				return "one";
			}
		};
		routing.setTargetDataSources(Map.of("one", new HikariDataSource()));
		routing.afterPropertiesSet();
		return routing;
	}

	private static DataSource credentials() {
		UserCredentialsDataSourceAdapter credentials = new UserCredentialsDataSourceAdapter();
		credentials.setTargetDataSource(new HikariDataSource());
		return credentials;
	}

	private static Arguments row(String name, DataSource dataSource) {
		return Arguments.of(name, dataSource);
	}

}
