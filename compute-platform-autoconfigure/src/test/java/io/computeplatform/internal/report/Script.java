package io.computeplatform.internal.report;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A job whose executor runs code of the test.
 *
 * @param name of the code
 */
record Script(String name) {

	private static final Map<String, Code> CODES = new ConcurrentHashMap<>();

	static Script of(Code code) {
		Script script = new Script(UUID.randomUUID().toString());
		CODES.put(script.name(), code);
		return script;
	}

	/**
	 * What a test has the executor do.
	 */
	interface Code {

		void run(JobContext<Script> job) throws Exception;

	}

	@EnableAutoConfiguration
	static class Application {

		@Bean
		JobExecutor<Script> scriptExecutor() {
			return new JobExecutor<>() {

				@Override
				public void execute(JobContext<Script> job) throws Exception {
					CODES.get(job.payload().name()).run(job);
				}

			};
		}

	}

}
