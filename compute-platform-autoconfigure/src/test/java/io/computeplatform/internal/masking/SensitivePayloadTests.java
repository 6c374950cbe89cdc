package io.computeplatform.internal.masking;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.computeplatform.DeadLetter;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.Sensitive;
import io.computeplatform.SubmitOptions;
import io.computeplatform.event.JobFailed;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class SensitivePayloadTests {

	private static final String TYPE = Transfer.class.getName();

	private static final String SECRET = "geheim4711";

	private TestApplication application;

	private PayloadMask mask;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, Transfers.class,
				"compute.async.masking.fields=Token,password", "logging.level.io.computeplatform=debug");
		this.mask = this.application.bean(PayloadMask.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void markedAndConfiguredFieldsAreHidden() {
		assertThat(this.mask.mask("work", TYPE, """
				{"account": "a", "pin": 12, "amount": 1.10, "nested": {"token": [1], "amount": 2}}""")).isEqualTo("""
				{"account": "a", "pin": "***", "amount": 1.10, "nested": {"token": "***", "amount": 2}}""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gone", "work" })
	void jobsOfUnknownQueuesAndTypesAreHiddenLikeAnyOfThisProcess(String queue) {
		assertThat(this.mask.mask(queue, "com.example.Unknown", "{\"pin\":12,\"token\":1,\"a\":2}"))
			.isEqualTo("{\"pin\":\"***\",\"token\":\"***\",\"a\":2}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "geheim", "{\"pin\":", "{\"a\":1}}" })
	void whatIsNoJsonIsHiddenAsAWhole(String text) {
		assertThat(this.mask.mask("work", TYPE, text)).isEqualTo("\"***\"");
	}

	@Test
	void hiddenValuesAreRestoredIntoWhatWasEdited() {
		String original = """
				{"pin":12345678901234567890.10,"account":"a","list":[{"token":{"a":1}},{"token":"b"}]}""";
		assertThat(this.mask.restore("work", TYPE, original, this.mask.mask("work", TYPE, original)))
			.isEqualTo(original);
		assertThat(this.mask.restore("work", TYPE, original, """
				{"account": "***", "list": [{"token": "***"}, {"token": "new"}], "pin": "***"}""")).isEqualTo("""
				{"account": "***", "list": [{"token": {"a":1}}, {"token": "new"}], "pin": 12345678901234567890.10}""");
		assertThat(this.mask.restore("work", TYPE, "no json", "\"***\"")).isEqualTo("no json");
	}

	@Test
	void maskWithoutAnOriginalIsRefusedByItsPlace() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.mask.restore("work", TYPE, "{\"list\":[{\"pin\":\"" + SECRET + "\"}]}",
					"{\"list\":[{\"pin\":\"***\"},{\"pin\":\"***\"}]}"))
			.withMessageContaining("/list/1/pin")
			.withMessageNotContaining(SECRET);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.mask.restore("work", TYPE, "{}", "{\"pin\":" + SECRET))
			.withMessageNotContaining(SECRET)
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"account\":\"a\",\"pin\":\"" + SECRET + "\"}", "\"" + SECRET + "\"",
			"{\"account\":\"a\",\"pin\":12,\"limits\":{\"" + SECRET + "\":\"x\"}}",
			"{\"account\":\"a\",\"pin\":12,\"until\":\"" + SECRET + "\"}", "[\"" + SECRET + "\"]" })
	void payloadThatCanNotBeReadIsNowhereQuoted(String json, CapturedOutput output) {
		JobId id = this.application.platform()
			.submit("work", new Transfer("a", 1, null, null), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		this.application.bean(JdbcClient.class)
			.sql("update compute.jobs set payload = ?::json, message_due_at = now(), due_at = now() where id = ?")
			.params(json, id.value())
			.update();
		assertNothingIsQuoted(id, output);
	}

	@Test
	void contextJobAndDeadLetterAreShownWithoutThePayload(CapturedOutput output) {
		JobId id = this.application.platform()
			.submit("work", new Transfer(SECRET, 1, null, null), SubmitOptions.defaults().withMaxRetries(0));
		assertNothingIsQuoted(id, output);
		assertThat(output).contains("Working on JobContext[id=" + id);
	}

	private void assertNothingIsQuoted(JobId id, CapturedOutput output) {
		Job job = this.application.await(id, JobStatus.FAILED);
		Awaitility.await()
			.until(() -> this.application.bean(Transfers.class).failed.stream()
				.anyMatch((each) -> each.id().equals(id)));
		assertThat(job.payload()).contains(SECRET);
		assertThat(job.toString()).contains(id.toString()).doesNotContain(SECRET);
		assertThat(job.lastFailure().message()).isNotEmpty();
		assertThat(this.application.failedJobs().attempts(id)).isNotEmpty()
			.extracting(FailedAttempt::toString)
			.noneMatch((text) -> text.contains(SECRET));
		Awaitility.await()
			.until(() -> this.application.platform()
				.deadLetters("work", 100)
				.stream()
				.anyMatch((letter) -> id.equals(letter.jobId())));
		for (DeadLetter letter : this.application.platform().deadLetters("work", 100)) {
			assertThat(letter.toString()).doesNotContain(SECRET);
			assertThat(letter.headers().toString()).doesNotContain(SECRET);
		}
		assertThat(this.application.bean(Transfers.class).failed.toString()).doesNotContain(SECRET);
		assertThat(output).doesNotContain(SECRET);
	}

	record Transfer(String account, @Sensitive int pin, Map<Integer, Integer> limits, LocalDate until) {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Transfers {

		final List<JobFailed> failed = new CopyOnWriteArrayList<>();

		@Bean
		JobExecutor<Transfer> transferExecutor() {
			return (job) -> {
				LoggerFactory.getLogger(Transfers.class).info("Working on {}", job);
				throw new IllegalStateException("It failed for " + job);
			};
		}

		@Bean
		JobExecutor<List<String>> otherExecutor() {
			return (job) -> {
			};
		}

		@EventListener
		void on(JobFailed event) {
			this.failed.add(event);
		}

	}

}
