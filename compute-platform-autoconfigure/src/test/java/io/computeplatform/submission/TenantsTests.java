package io.computeplatform.submission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data sources that give each caller a connection of its own kind.
 */
@WithTestEnvironment
class TenantsTests {

	private static final int THREADS = 8;

	private static final int JOBS = 50;

	private final TestEnvironment environment;

	TenantsTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void jobOfEachTenantIsInTheDatabaseOfThatTenant() throws Exception {
		try (TestEnvironment other = TestEnvironment.create();
				ConfigurableApplicationContext migrated = start(Submitter.class, other.jdbcUrl(), "a");
				ConfigurableApplicationContext application = start(Routed.class, this.environment.jdbcUrl(),
						other.jdbcUrl())) {
			AsyncPlatform platform = application.getBean(AsyncPlatform.class);
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
			assertThat(threadsOf(pool(application.getEnvironment(), this.environment.jdbcUrl())))
				.isEqualTo(Map.of(0, JOBS, 2, JOBS, 4, JOBS, 6, JOBS));
			assertThat(threadsOf(migrated.getBean(DataSource.class)))
				.isEqualTo(Map.of(1, JOBS, 3, JOBS, 5, JOBS, 7, JOBS));
		}
	}

	@Test
	void poolOfOneConnectionIsRefused() {
		assertThat(
				FailedStart.report(this.environment, Submitter.class, "spring.datasource.hikari.maximum-pool-size=1"))
			.contains("holds one connection, and jobs need two at least", "Raise its maximumPoolSize to 2 or more");
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

	private ConfigurableApplicationContext start(Class<?> source, String url, String other) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.run(arguments(url, "--other=" + other));
	}

	private String[] arguments(String url, String further) {
		List<String> arguments = new ArrayList<>();
		Map<String, String> properties = new HashMap<>(this.environment.properties());
		properties.put("spring.datasource.url", url);
		properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		this.environment.queue("work");
		arguments.addAll(
				List.of("--compute.async.worker.enabled=false", "--compute.async.queues.work.concurrency=1", further));
		return arguments.toArray(String[]::new);
	}

	private static HikariDataSource pool(Environment environment, String url) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(environment.getProperty("spring.datasource.username"));
		pool.setPassword(environment.getProperty("spring.datasource.password"));
		return pool;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Submitter {

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

	static final class Tenants extends AbstractRoutingDataSource {

		static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

		@Override
		protected Object determineCurrentLookupKey() {
			return CURRENT.get();
		}

	}

}
