package io.computeplatform.internal.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.WorkerMain;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * An application whose jobs do what a test registers under a name.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(WorkerMain.class)
public class ActionMain {

	static final Map<String, JobExecutor<Named>> ACTIONS = new ConcurrentHashMap<>();

	static {
		ACTIONS.put("exit", (job) -> System.exit(7));
	}

	@Bean
	JobExecutor<Named> actionExecutor() {
		return new ActionExecutor();
	}

	public static void main(String[] arguments) {
		new SpringApplicationBuilder(ActionMain.class).web(WebApplicationType.NONE).run(arguments);
		System.out.println("READY");
	}

	record Named(String name) {

	}

	private static final class ActionExecutor implements JobExecutor<Named> {

		@Override
		public void execute(JobContext<Named> job) throws Exception {
			ACTIONS.get(job.payload().name()).execute(job);
		}

	}

}
