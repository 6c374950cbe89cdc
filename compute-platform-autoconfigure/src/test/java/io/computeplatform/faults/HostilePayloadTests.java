package io.computeplatform.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.SubmitOptions;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is in a row or a call is meant to do harm.
 */
@Tag("chaos")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class HostilePayloadTests {

	private static final String DEEP = "[".repeat(5_000) + "]".repeat(5_000);

	private TestApplication application;

	private ExternalObserver outside;

	private Journal journal;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, FaultMain.class, "compute.async.unserved-timeout=1s");
		this.outside = new ExternalObserver(environment);
		this.journal = Journal.open(environment);
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.outside.close();
	}

	static Stream<Arguments> unreadable() {
		return Stream.of(Arguments.of("another shape", "[1, 2]"), Arguments.of("no object", "null"),
				Arguments.of("another type", "{\"action\": {\"a\": []}, \"number\": \"x\"}"),
				Arguments.of("nested too deeply",
						"{\"action\": \"succeed\", \"number\": 0, \"more\": %s}".formatted(DEEP)),
				Arguments.of("number without end",
						"{\"action\": \"succeed\", \"number\": 1%s}".formatted("0".repeat(5000))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("unreadable")
	void payloadThatCanNotBeReadFailsForGoodAndStaysVisible(String what, String payload) {
		JobId id = submitWith("payload = ?::json", payload);
		Job job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isOne();
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NOT_RETRYABLE);
		assertThat(job.lastFailure().message()).contains(Work.class.getName());
		assertThat(this.application.failedJobs().findById(id)).isPresent();
		assertThat(this.journal.starts(id)).isEmpty();
	}

	@Test
	void propertyThatNamesAClassChoosesNone() {
		JobId id = submitWith("payload = ?::json", """
				{"@class": "javax.swing.JEditorPane", "@type": "javax.swing.JEditorPane",
				 "class": "javax.swing.JEditorPane", "action": "succeed", "number": 0}""");
		this.application.await(id, JobStatus.COMPLETE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.ProcessBuilder", "'; drop table compute.jobs; --", "\n2026 ERROR forged", "" })
	void typeThatNoExecutorServesIsNotLoaded(String type) {
		JobId id = submitWith("max_tries = 1, type = ?", type);
		Job job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NO_EXECUTOR);
		assertThat(job.lastFailure().message()).contains("No JobExecutor for payload type " + type);
	}

	@Test
	void payloadThatIsNestedTooDeeplyIsRefused() {
		List<Object> nested = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			nested = new ArrayList<>(List.of(nested));
		}
		Nested payload = new Nested(nested);
		int before = this.outside.count("select count(*) from compute.jobs");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.application.submit(payload))
			.withMessageContaining("nest");
		assertThat(this.outside.count("select count(*) from compute.jobs")).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "work'; drop table compute.jobs; --", "work\0", "work\n", "%", "", "work\" or \"1\"=\"1" })
	void queueThatIsSqlIsOnlyAName(String queue) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().submit(queue, Work.succeed()));
		if (queue.chars().anyMatch(Character::isISOControl)) {
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> FailedJobQuery.all().ofQueue(queue))
				.withMessageContaining("work?");
		}
		else {
			FailedJobQuery query = FailedJobQuery.all().ofQueue(queue);
			assertThat(this.application.failedJobs().find(query).jobs()).isEmpty();
			assertThat(this.application.failedJobs().count(query)).isZero();
		}
	}

	/** Submits a job for later, and changes its row before it is due. */
	private JobId submitWith(String change, String value) {
		JobId id = this.application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(),
					SubmitOptions.defaults().withDueAt(Instant.parse("2100-01-01T00:00:00Z")));
		this.outside.sql("update compute.jobs set message_due_at = now(), due_at = now(), " + change + " where id = ?")
			.params(value, id.value())
			.update();
		return id;
	}

	@JobType("nested")
	record Nested(List<Object> nested) {

	}

}
