package io.computeplatform.testing;

import io.computeplatform.JobExecutor;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * An application that executes {@link Work}, as a process of its own or within a test.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class WorkerMain {

	@Bean
	Journal journal(Environment environment) {
		// Not through a proxy that a test may have put before the database.
		String url = environment.getProperty("journal.url", environment.getRequiredProperty("spring.datasource.url"));
		return Journal.open(url, environment.getRequiredProperty("spring.datasource.username"),
				environment.getRequiredProperty("spring.datasource.password"));
	}

	@Bean
	JobExecutor<Work> workExecutor(Journal journal) {
		return new WorkExecutor(journal);
	}

	public static void main(String[] arguments) {
		new SpringApplicationBuilder(WorkerMain.class).web(WebApplicationType.NONE).run(arguments);
		System.out.println("READY");
	}

}
