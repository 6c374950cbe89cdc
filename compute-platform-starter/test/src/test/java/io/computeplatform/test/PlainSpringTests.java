package io.computeplatform.test;

import javax.sql.DataSource;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that consists of a {@code DataSource} and an executor only.
 */
@SpringJUnitConfig
@AutoConfigureJobTester
class PlainSpringTests {

	@Test
	void jobRuns(@Autowired AsyncPlatform platform, @Autowired JobTester jobs) {
		JobId id = platform.submit("default", "text");
		jobs.run(id);
		assertThat(jobs).hasCompleted(id);
	}

	@Test
	void applicationNeedsNoConnectionFactory(@Autowired ApplicationContext context) {
		assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.toLowerCase().contains("rabbit"));
	}

	@Nested
	class Inside {

		@Test
		void testerIsThereToo(@Autowired JobTester jobs) {
			jobs.clear();
			assertThat(jobs).nothingEnqueued();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource((String) TestPostgres.properties().get("spring.datasource.url"),
					"postgres", "postgres");
		}

		@Bean
		JobExecutor<String> textExecutor() {
			return (job) -> {
			};
		}

	}

}
