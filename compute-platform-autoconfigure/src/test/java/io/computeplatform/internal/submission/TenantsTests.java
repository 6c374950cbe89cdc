package io.computeplatform.internal.submission;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data sources that give each caller a connection of its own kind.
 */
@WithTestEnvironment
class TenantsTests {

	private static final int THREADS = 8;

	private static final int JOBS = 50;

	private static final String POOL_SIZE = "spring.datasource.hikari.maximum-pool-size";

	private final TestEnvironment environment;

	TenantsTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void jobOfEachTenantIsInTheDatabaseOfThatTenant() throws Exception {
		try (TestEnvironment other = TestEnvironment.create();
				ConfigurableApplicationContext migrated = start(Submitter.class, other.jdbcUrl());
				ConfigurableApplicationContext application = start(Routed.class, this.environment.jdbcUrl(),
						"other=" + other.jdbcUrl())) {
			submitAsTenants(application.getBean(AsyncPlatform.class));
			assertThat(threadsOf(pool(application.getEnvironment(), this.environment.jdbcUrl())))
				.isEqualTo(Map.of(0, JOBS, 2, JOBS, 4, JOBS, 6, JOBS));
			assertThat(threadsOf(migrated.getBean(DataSource.class)))
				.isEqualTo(Map.of(1, JOBS, 3, JOBS, 5, JOBS, 7, JOBS));
		}
	}

	@Test
	void deadLettersOfATenantAreThoseOfItsDatabase() {
		try (TestEnvironment other = TestEnvironment.create();
				ConfigurableApplicationContext worker = start(WorkerMain.class, other.jdbcUrl(),
						"compute.async.max-retries=0");
				ConfigurableApplicationContext application = start(Routed.class, this.environment.jdbcUrl(),
						"other=" + other.jdbcUrl())) {
			JobId failed = worker.getBean(AsyncPlatform.class).submit("work", new Work("fail", 1));
			AsyncPlatform platform = application.getBean(AsyncPlatform.class);
			Awaitility.await().until(() -> worker.getBean(AsyncPlatform.class).deadLetters("work", 10).size() == 1);
			Tenants.CURRENT.set("tenant-1");
			assertThat(platform.deadLetters("work", 10)).map(DeadLetter::jobId).containsExactly(failed);
			Tenants.CURRENT.set("tenant-0");
			assertThat(platform.deadLetters("work", 10)).isEmpty();
			assertThat(platform.nextDeadLetter("work", (letter) -> true)).isEmpty();
			Tenants.CURRENT.set("tenant-1");
			assertThat(platform.nextDeadLetter("work", (letter) -> true)).map(DeadLetter::jobId).contains(failed);
			assertThat(platform.deadLetters("work", 10)).isEmpty();
		}
		finally {
			Tenants.CURRENT.remove();
		}
	}

	@Test
	void jobOfEachTenantIsInsertedOverAConnectionThatWasPreparedForThatTenant() throws Exception {
		try (TestEnvironment own = TestEnvironment.create();
				ConfigurableApplicationContext application = start(Prepared.class, own.jdbcUrl())) {
			JdbcClient jdbc = JdbcClient.create(application.getBean(DataSource.class));
			// As a policy of row-level security would, the column tells whose session it
			// was.
			jdbc.sql("ALTER TABLE compute.jobs ADD COLUMN tenant text DEFAULT current_setting('app.tenant')").update();
			submitAsTenants(application.getBean(AsyncPlatform.class));
			assertThat(jdbc
				.sql("SELECT DISTINCT tenant, (payload ->> 'number')::integer AS thread FROM compute.jobs ORDER BY 2")
				.query((row, number) -> row.getString("tenant") + ":" + row.getInt("thread"))
				.list())
				.containsExactlyElementsOf(IntStream.range(0, THREADS)
					.mapToObj((thread) -> "tenant-" + thread % 2 + ":" + thread)
					.toList());
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Submitter.class, Lazy.class, Wrapped.class, Proxied.class, Routed.class })
	void poolOfOneConnectionIsRefusedWhateverIsAroundIt(Class<?> source) {
		assertThat(
				FailedStart.report(this.environment, source, POOL_SIZE + "=1", "other=" + this.environment.jdbcUrl()))
			.contains("holds one connection, and jobs need two at least", "Raise its maximum size to 2 or more");
	}

	private static void submitAsTenants(AsyncPlatform platform) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		List<Future<?>> submitters = new ArrayList<>();
		IntStream.range(0, THREADS).forEach((thread) -> submitters.add(threads.submit(() -> {
			Tenants.CURRENT.set("tenant-" + thread % 2);
			IntStream.range(0, JOBS).forEach((job) -> platform.submit("work", new Work("succeed", thread)));
		})));
		for (Future<?> submitter : submitters) {
			submitter.get();
		}
		threads.shutdown();
	}

	private static Map<Integer, Integer> threadsOf(DataSource dataSource) {
		Map<Integer, Integer> jobs = new HashMap<>();
		JdbcClient.create(dataSource)
			.sql("SELECT (payload ->> 'number')::integer, count(*) FROM compute.jobs GROUP BY 1")
			.query((row) -> {
				jobs.put(row.getInt(1), row.getInt(2));
			});
		return jobs;
	}

	private ConfigurableApplicationContext start(Class<?> source, String url, String... further) {
		Map<String, String> properties = new HashMap<>(this.environment.properties());
		properties.put("spring.datasource.url", url);
		properties.put("compute.async.worker.enabled", String.valueOf(source == WorkerMain.class));
		properties.put("compute.async.queues.work.concurrency", "1");
		this.environment.queue("work");
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.run(Stream.concat(properties.entrySet().stream().map(Object::toString), Stream.of(further))
				.map((setting) -> "--" + setting)
				.toArray(String[]::new));
	}

	private static HikariDataSource pool(Environment environment, String url) {
		return configure(new HikariDataSource(), environment, url);
	}

	private static <T extends HikariDataSource> T configure(T pool, Environment environment, String url) {
		pool.setJdbcUrl(url);
		pool.setUsername(environment.getProperty("spring.datasource.username"));
		pool.setPassword(environment.getProperty("spring.datasource.password"));
		pool.setMaximumPoolSize(environment.getProperty(POOL_SIZE, Integer.class, 10));
		return pool;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Submitter {

	}

	static class Behind {

		@Bean(defaultCandidate = false)
		HikariDataSource pool(Environment environment) {
			return TenantsTests.pool(environment, environment.getProperty("spring.datasource.url"));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Lazy extends Behind {

		@Bean
		DataSource dataSource(@Qualifier("pool") DataSource pool) {
			return new LazyConnectionDataSourceProxy(pool);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Wrapped extends Behind {

		@Bean
		DataSource dataSource(@Qualifier("pool") DataSource pool) {
			return new DelegatingDataSource(new TransactionAwareDataSourceProxy(pool));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Proxied extends Behind {

		@Bean
		DataSource dataSource(@Qualifier("pool") DataSource pool) {
			// As those make it that observe or log statements.
			return ProxyFactory.getProxy(DataSource.class, new SingletonTargetSource(pool));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Routed {

		@Bean
		Tenants dataSource(Environment environment) {
			HikariDataSource first = pool(environment, environment.getProperty("spring.datasource.url"));
			Tenants tenants = new Tenants();
			tenants.setDefaultTargetDataSource(first);
			tenants.setTargetDataSources(
					Map.of("tenant-0", first, "tenant-1", pool(environment, environment.getProperty("other"))));
			return tenants;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Prepared {

		@Bean
		PreparedPool dataSource(Environment environment) {
			return configure(new PreparedPool(), environment, environment.getProperty("spring.datasource.url"));
		}

	}

	/**
	 * Tells each session for whom it works, such as for row-level security.
	 */
	static final class PreparedPool extends HikariDataSource {

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			try (PreparedStatement statement = connection
				.prepareStatement("SELECT set_config('app.tenant', ?, false)")) {
				statement.setString(1, Tenants.CURRENT.get());
				statement.execute();
			}
			return connection;
		}

	}

	static final class Tenants extends AbstractRoutingDataSource {

		static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

		@Override
		protected Object determineCurrentLookupKey() {
			return CURRENT.get();
		}

	}

}
