package io.computeplatform.sample.report;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.Job;
import io.computeplatform.sample.SampleProperties;
import io.computeplatform.sample.server.DocumentServer;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Commands for the next steps. They work as printed, with the job ids of this run.
 */
@Component
class NextSteps {

	private final SampleProperties properties;

	private final Environment environment;

	private final DocumentServer server;

	NextSteps(SampleProperties properties, Environment environment, DocumentServer server) {
		this.properties = properties;
		this.environment = environment;
		this.server = server;
	}

	String text(Job anyJob, List<Job> failed) {
		if (this.properties.exitWhenDone()) {
			return "The sample stops now. Without sample.exit-when-done it keeps running and serves HTTP requests.";
		}
		String base = "http://%s:%s".formatted(this.environment.getProperty("server.address", "127.0.0.1"),
				this.environment.getProperty("local.server.port"));
		List<String> steps = new ArrayList<>();
		steps.add(step("Show a job", "curl %s/jobs/%s".formatted(base, anyJob.id())));
		steps.add(step("Submit a document (this one does not exist, so its job is not retried)",
				"curl -H 'Content-Type: application/json' -d '{\"document\": \"no-such.txt\"}' %s/jobs"
					.formatted(base)));
		String failures = base + "/actuator/failedjobs";
		steps.add(step("Open the failed jobs in a browser", base + "/actuator/failedjobspage"));
		steps.add(step("List the failed jobs", "curl '%s?limit=10'".formatted(failures)));
		if (!failed.isEmpty()) {
			String job = "%s/%s".formatted(failures, failed.get(failed.size() - 1).id());
			steps.add(step("Show one, with every attempt", "curl " + job));
			steps.add(step("Repair the document server", "curl -X POST " + this.server.repairUri()));
			steps.add(step("Grant the job one more attempt", act("retry", job)));
			steps.add(step("Or discard the job", act("discard", job)));
			steps.add(step("See who did what", "curl %s/actions".formatted(failures)));
		}
		steps.add(step("Take the document server down, for the incident in docs/administration.md",
				"curl -X POST " + this.server.breakUri()));
		return "The sample keeps running at %s until Ctrl-C. Next steps, in another terminal:%n%n%s".formatted(base,
				String.join("\n", steps));
	}

	private static String act(String action, String job) {
		return "curl -H 'Content-Type: application/json' -d '{\"action\": \"%s\"}' %s".formatted(action, job);
	}

	private static String step(String purpose, String command) {
		return "  # %s%n  %s".formatted(purpose, command);
	}

}
