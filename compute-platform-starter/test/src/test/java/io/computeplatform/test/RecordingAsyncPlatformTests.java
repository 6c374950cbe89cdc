package io.computeplatform.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.test.RecordingAsyncPlatform.Submission;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A test without a database, such as a web slice test.
 */
@SpringJUnitConfig
@Import(RecordingAsyncPlatform.class)
class RecordingAsyncPlatformTests {

	private final AsyncPlatform platform;

	private final RecordingAsyncPlatform recorded;

	@Autowired
	RecordingAsyncPlatformTests(AsyncPlatform platform, RecordingAsyncPlatform recorded) {
		this.platform = platform;
		this.recorded = recorded;
	}

	@BeforeEach
	void clear() {
		this.recorded.clear();
	}

	@Test
	void submitIsRecordedAndNotRun() {
		SubmitOptions later = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
		JobId id = this.platform.submit("mail", new Greeting("Ada"), later);
		assertThat(this.recorded.submissions("mail"))
			.containsExactly(new Values.Submission(id, "mail", new Greeting("Ada"), later));
		assertThat(this.recorded.submissions("elsewhere")).isEmpty();
		Job job = this.platform.find(id).orElseThrow();
		assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
		assertThat(job.payload()).isEqualTo("{\"name\":\"Ada\"}");
	}

	@Test
	void submitOfManyIsRecordedInOrder() {
		List<JobId> ids = this.platform.submitAll("mail", List.of(new Greeting("Ada"), new Greeting("Grace")));
		assertThat(this.recorded.submissions()).extracting(Submission::id).containsExactlyElementsOf(ids);
	}

	@Test
	void idThatIsThereIsNotSubmittedAgain() {
		SubmitOptions chosen = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()));
		this.platform.submit("mail", new Greeting("Ada"), chosen);
		this.platform.submit("mail", new Greeting("Ada"), chosen);
		assertThat(this.recorded.submissions()).hasSize(1);
	}

	@Test
	void queuedJobIsCancelledOnceAndCanThenBeDeleted() {
		JobId id = this.platform.submit("mail", new Greeting("Ada"));
		assertThat(this.platform.delete(id).isAccepted()).isFalse();
		assertThat(this.platform.cancel(id).isAccepted()).isTrue();
		assertThat(this.platform.cancel(id).isAccepted()).isFalse();
		assertThat(this.platform.find(id)).get().extracting(Job::status).isEqualTo(JobStatus.CANCELLED);
		assertThat(this.platform.delete(id).isAccepted()).isTrue();
		assertThat(this.platform.find(id)).isEmpty();
	}

	@Test
	void jobThatTheTestCompletesHasItsResult() throws Exception {
		JobId id = this.platform.submit("mail", new Greeting("Ada"));
		assertThat(this.platform.awaitResult(id, Duration.ofHours(1))).isEmpty();
		this.recorded.complete(id, new Greeting("Grace"));
		Job job = this.platform.awaitResult(id, Duration.ofHours(1)).orElseThrow();
		assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
		assertThat(job.result(Greeting.class)).contains(new Greeting("Grace"));
		assertThatIllegalStateException().isThrownBy(() -> this.recorded.complete(id, null));
	}

	@Test
	void jobIsCompletedWhenTheCodeUnderTestWaitsForIt() throws Exception {
		this.recorded.completeOnAwait((submission) -> "Hello " + ((Greeting) submission.payload()).name());
		JobId id = this.platform.submit("mail", new Greeting("Ada"));
		assertThat(this.platform.awaitResult(id, Duration.ZERO).orElseThrow().result(String.class))
			.contains("Hello Ada");
	}

	@Test
	void whatTheRealOneRefusesIsRefused() {
		SubmitOptions options = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()));
		this.platform.submit("mail", "a", options);
		assertRefused(() -> this.platform.submit("mail", "b", options));
		assertRefused(() -> this.platform.submit("post", "a", options));
		SubmitOptions rerun = SubmitOptions.defaults().withRerun();
		assertRefused(() -> this.platform.submit("mail", "a", rerun));
		assertRefused(() -> this.platform.submitAll("mail", List.of("a"), rerun));
		assertThat(this.recorded.submissions()).hasSize(1);
	}

	private static void assertRefused(ThrowingCallable call) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(call);
	}

	@Test
	void payloadThatIsNoJsonIsRefusedAndNothingIsRecorded() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.platform.submitAll("mail", List.of(new Greeting("Ada"), endless)));
		assertThat(this.recorded.submissions()).isEmpty();
	}

	record Greeting(String name) {

	}

}
