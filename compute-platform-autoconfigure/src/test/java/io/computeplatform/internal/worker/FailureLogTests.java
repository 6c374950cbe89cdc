package io.computeplatform.internal.worker;

import java.io.IOException;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

	@Test
	void attemptIsWarnedOfAndTheFailureForGoodIsAnErrorWithItsTrace(TestEnvironment environment,
			CapturedOutput output) {
		environment.queue("quiet");
		environment.queue("final");
		ActionMain.ACTIONS.put("fail", (job) -> {
			throw new IllegalStateException("first line\n2026-01-01 ERROR forged \u001b[31m",
					new IOException("the cause"));
		});
		try (TestApplication application = TestApplication.start(environment, ActionMain.class,
				"compute.async.max-retries=1", "compute.async.queues.quiet.log-failures=none",
				"compute.async.queues.final.log-failures=final")) {
			assertThat(output).containsPattern("INFO .*Serving queue 'work' with concurrency 2: .*actionExecutor for "
					+ Named.class.getName().replace("$", "\\$"));
			JobId quiet = application.platform().submit("quiet", new Named("fail"));
			JobId last = application.platform().submit("final", new Named("fail"));
			JobId loud = application.submit(new Named("fail"));
			application.await(quiet, JobStatus.FAILED);
			application.await(last, JobStatus.FAILED);
			application.await(loud, JobStatus.FAILED);
			assertThat(output).containsPattern("WARN .*Job " + loud + " in queue 'work', attempt 1 of 2 failed "
					+ "\\(executor-failed\\), retrying at once: java.lang.IllegalStateException: first line");
			assertThat(output)
				.containsPattern("ERROR .*Job " + loud + " in queue 'work', attempt 2 of 2 failed for good")
				.containsPattern("\\n\\tat io.computeplatform.internal.worker.FailureLogTests")
				.containsPattern("\\nCaused by: java.io.IOException: the cause")
				.doesNotContain("\n2026-01-01")
				.doesNotContain("\u001b[31m")
				.doesNotContain("Job " + quiet)
				.containsPattern("ERROR .*Job " + last + " in queue 'final', attempt 2 of 2 failed for good")
				.doesNotContain("Job " + last + " in queue 'final', attempt 1 of 2");
		}
	}

}
