package io.computeplatform.faults;

import java.util.Map;

import com.rabbitmq.client.GetResponse;
import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.faults.FaultMain.Thrown;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class DeadLetterTests {

	private final TestEnvironment environment;

	private final Journal journal;

	DeadLetterTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@ParameterizedTest
	@CsvSource({ "java.lang.IllegalStateException, 3, executor-failed",
			"io.computeplatform.NonRetryableJobException, 1, not-retryable",
			"java.io.FileNotFoundException, 1, not-retryable" })
	void failureForGoodIsInRowAttemptsAndDeadLetter(String exceptionClass, int tries, String reason) throws Exception {
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class,
				"compute.async.max-retries=2", "compute.async.non-retryable-exceptions=java.io.IOException");
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = application.submit(new Thrown(exceptionClass, "No luck"));
			application.await(id, JobStatus.FAILED);
			eventually("Dead letter").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);
			GetResponse letter = outside.take(outside.deadLetterQueue());

			assertThat(this.journal.starts(id)).hasSize(tries).doesNotHaveDuplicates();
			assertThat(outside.row(id)).containsEntry("failure_reason", reason)
				.containsEntry("failure_class", exceptionClass)
				.containsEntry("failure_message", "No luck")
				.containsEntry("try_count", String.valueOf(tries));
			assertThat(outside.outcomes(id)).hasSize(tries).containsOnly(reason);
			assertThat(outside.sql("select stack_trace from compute.attempts where job_id = ?")
				.param(id.value())
				.query(String.class)
				.list()).hasSize(tries)
				.allSatisfy((stack) -> assertThat(stack).startsWith(exceptionClass + ": No luck")
					.contains("ThrowingExecutor.execute"));
			assertThat(letter).isNotNull();
			assertThat(letter.getProps().getMessageId()).isEqualTo(id.toString());
			assertThat(letter.getBody()).asString().contains("No luck");
			Map<String, Object> headers = letter.getProps().getHeaders();
			assertThat(headers).containsEntry("compute-try-count", tries)
				.hasEntrySatisfying("compute-reason", (value) -> assertThat(value).hasToString(reason))
				.hasEntrySatisfying("compute-exception-class", (value) -> assertThat(value).hasToString(exceptionClass))
				.hasEntrySatisfying("compute-exception-message", (value) -> assertThat(value).hasToString("No luck"))
				.hasEntrySatisfying("compute-origin-queue", (value) -> assertThat(value).hasToString("work"));
			eventually("Messages to be acknowledged").until(() -> outside.waiting(outside.queue()) == 0);
		}
	}

	@Test
	void failureThatFitsNeitherHeaderNorDatabaseIsCut() throws Exception {
		try (TestApplication application = TestApplication.start(this.environment, FaultMain.class,
				"compute.async.max-retries=0"); ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = application.submit(new Thrown(HostileException.class.getName(), "50000"));
			application.await(id, JobStatus.FAILED);
			eventually("Dead letter").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);

			DeadLetter letter = application.platform().deadLetters(TestApplication.QUEUE, 10).get(0);
			assertThat(letter.jobId()).isEqualTo(id);
			assertThat(letter.message()).startsWith("a b").hasSizeLessThan(2000);
			assertThat(outside.row(id).get("failure_message")).startsWith("a b").hasSizeLessThan(5000);
			outside.purge(outside.deadLetterQueue());
		}
	}

	static class HostileException extends NonRetryableJobException {

		public HostileException(String times) {
			super("a\0b\uD800 \u00fc\uD83D\uDE00".repeat(Integer.parseInt(times)));
		}

	}

}
