package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.store.UnservedRows.Release;
import io.computeplatform.internal.store.UnservedRows.UnservedJob;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class UnservedRowsTests {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofMinutes(1);

	@Test
	void pauseGrowsWithTheTimeInWhichNoInstanceHasTakenTheJobUpToALimitAndItsTimeout(TestEnvironment environment) {
		DataSource dataSource = new DriverManagerDataSource(environment.jdbcUrl(), environment.postgres().username(),
				environment.postgres().password());
		// Only what is asked for is made.
		new ApplicationContextRunner()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class))
			.withBean(DataSource.class, () -> dataSource)
			.run((context) -> {
				UnservedRows rows = context.getBean(UnservedRows.class);
				JdbcClient jdbc = JdbcClient.create(dataSource);
				Release first = release(rows, jdbc, null);
				assertThat(first.isFirst()).isTrue();
				// Each varies at random by a quarter.
				assertThat(first.pause()).isBetween(Duration.ofMillis(749), Duration.ofMillis(1251));
				assertThat(release(rows, jdbc, "10 seconds").pause()).isBetween(Duration.ofMillis(3749),
						Duration.ofSeconds(13));
				assertThat(release(rows, jdbc, "40 seconds").pause()).isBetween(Duration.ofSeconds(14),
						Duration.ofSeconds(59));
				assertThat(release(rows, jdbc, "10 minutes").pause()).isEqualTo(LONGEST);
				// Its time is over then, and it fails.
				assertThat(release(rows, jdbc, "59 minutes 40 seconds").pause()).isBetween(Duration.ofSeconds(1),
						Duration.ofSeconds(20));
				assertThat(release(rows, jdbc, "2 hours").pause()).isZero();
			});
	}

	private static Release release(UnservedRows rows, JdbcClient jdbc, String ago) {
		UUID id = UUID.randomUUID();
		jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at, unserved_since)
				values (?, 'work', 'elsewhere', '{}', 'queued', now(), now() - ?::interval)""")
			.params(id, ago)
			.update();
		return rows.release(new UnservedJob(id, "work", "elsewhere", 0), SHORTEST, LONGEST, Duration.ofHours(1))
			.orElseThrow();
	}

}
