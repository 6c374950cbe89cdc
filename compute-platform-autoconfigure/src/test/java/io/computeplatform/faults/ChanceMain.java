package io.computeplatform.faults;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.computeplatform.JobExecutor;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An application whose jobs fail by chance. Writes the journal over the application's own
 * pool: with a connection for each entry, thousands of jobs would mostly log in.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class ChanceMain {

	@Bean
	JobExecutor<Chance> chanceExecutor(JdbcClient jdbc) {
		return (job) -> {
			jdbc.sql("insert into public.journal (job_id, try_number, event, pid) values (?, ?, 'started', ?)")
				.params(job.id().value(), job.tryNumber(), ProcessHandle.current().pid())
				.update();
			TimeUnit.MILLISECONDS.sleep(5);
			if (ThreadLocalRandom.current().nextInt(100) < job.payload().percentFailing()) {
				throw new IllegalStateException("Try " + job.tryNumber() + " failed by chance");
			}
		};
	}

	public static void main(String[] arguments) {
		new SpringApplicationBuilder(ChanceMain.class).web(WebApplicationType.NONE).run(arguments);
		System.out.println("READY");
	}

	/**
	 * A job that may fail.
	 *
	 * @param percentFailing how often
	 */
	record Chance(int percentFailing) {

	}

}
