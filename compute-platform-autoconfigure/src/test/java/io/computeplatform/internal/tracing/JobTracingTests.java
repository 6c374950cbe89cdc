package io.computeplatform.internal.tracing;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobTimeoutException;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.tracing.TracedMain.Answer;
import io.computeplatform.internal.tracing.TracedMain.Ended;
import io.computeplatform.internal.tracing.TracedMain.Inquiry;
import io.computeplatform.internal.tracing.TracedMain.Spans;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JobTracingTests {

	private TestApplication application;

	private Spans spans;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TracedMain.start(environment);
		this.spans = this.application.bean(Spans.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void everyAttemptOfARetriedJobIsAChildOfItsSubmit() {
		JobId id = this.application.submit(Work.failBefore(3));
		Ended submit = this.spans.awaitSubmit(id);
		assertThat(submit.kind()).isEqualTo("PRODUCER");
		assertThat(this.spans.awaitAttempts(id, 3)).allSatisfy((attempt) -> {
			assertThat(attempt.kind()).isEqualTo("CONSUMER");
			assertThat(attempt.traceId()).isEqualTo(submit.traceId());
			assertThat(attempt.parentId()).isEqualTo(submit.id());
		}).extracting((attempt) -> attempt.tags().get("job.try")).containsExactly("1", "2", "3");
	}

	@Test
	void spansSayWhichJobTheyAreOfAndHowItsAttemptsEnded() {
		JobId id = this.application.submit(Work.failBefore(2));
		assertThat(this.spans.awaitSubmit(id).tags()).containsEntry("queue", "work")
			.containsEntry("type", Work.class.getName())
			.containsEntry("job.id", id.toString());
		List<Ended> attempts = this.spans.awaitAttempts(id, 2);
		assertThat(attempts).allSatisfy((attempt) -> assertThat(attempt.tags()).containsEntry("queue", "work")
			.containsEntry("type", Work.class.getName())
			.containsEntry("job.id", id.toString()));
		assertThat(outcomes(attempts)).containsExactly("executor-failed", "complete");
		assertThat(attempts.get(0).error()).hasMessage("Try 1 failed on purpose");
		assertThat(attempts.get(1).error()).isNull();
	}

	@Test
	void submitWithinAnObservationIsItsChild() {
		JobId id = Observation.createNotStarted("outer", this.application.bean(ObservationRegistry.class))
			.observe(() -> this.application.submit(Work.succeed()));
		Ended submit = this.spans.awaitSubmit(id);
		assertThat(submit.parentId()).isNotEqualTo(TracedMain.NO_PARENT);
		assertThat(this.spans.select((span) -> span.name().equals("outer") && span.id().equals(submit.parentId())))
			.extracting(Ended::traceId)
			.containsExactly(submit.traceId());
	}

	@Test
	void jobsOfABulkSubmitAreChildrenOfTheOneSubmit() {
		List<JobId> ids = this.application.platform().submitAll("work", Collections.nCopies(3, Work.succeed()));
		List<Ended> attempts = ids.stream().map((id) -> this.spans.awaitAttempts(id, 1).get(0)).toList();
		assertThat(this.spans.select((span) -> "3".equals(span.tags().get("job.count")))).singleElement()
			.satisfies((submit) -> assertThat(attempts).allMatch((attempt) -> attempt.parentId().equals(submit.id())));
	}

	@Test
	void spansAndLogsOfTheExecutorBelongToItsAttempt() {
		JobId id = this.application.submit(new Inquiry());
		Ended attempt = this.spans.awaitAttempts(id, 1).get(0);
		assertThat(this.spans.await("inner", id, 1).get(0).parentId()).isEqualTo(attempt.id());
		assertThat(this.spans.answer(id).traceId()).isEqualTo(attempt.traceId());
	}

	@Test
	void baggageOfTheSubmitReachesTheExecutor() {
		JobId id = submitWithBaggage("acme", new Inquiry());
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.spans.answer(id)).extracting(Answer::tenant).isEqualTo("acme");
	}

	@Test
	void baggageThatIsTooLargeIsLeftBehindAndTheTraceIsNot() {
		JobId id = submitWithBaggage("x".repeat(1_000_000), new Inquiry());
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.spans.awaitAttempts(id, 1).get(0).parentId()).isEqualTo(this.spans.awaitSubmit(id).id());
		assertThat(this.spans.answer(id).tenant()).isNull();
		assertThat(TracedMain.trace(this.application, id)).hasSizeLessThan(TraceContextJson.MAX_LENGTH)
			.contains("traceparent");
	}

	@Test
	void baggageOfAnyCharactersIsNoReasonToRefuseAJob() {
		JobId id = submitWithBaggage("\0\ud83d \u00fc \\ \"", Work.succeed());
		this.application.await(id, JobStatus.COMPLETE);
	}

	@Test
	void manualRetryBelongsToTheTraceOfTheSubmit() {
		JobId id = submitOnce(Work.fail());
		this.application.await(id, JobStatus.FAILED);
		this.application.failedJobService().retry(id, AuditNote.none());
		String submit = this.spans.awaitSubmit(id).id();
		assertThat(this.spans.awaitAttempts(id, 2)).allMatch((attempt) -> attempt.parentId().equals(submit));
	}

	@Test
	void editedCopyBelongsToTheTraceOfTheOriginal() {
		JobId id = submitOnce(Work.fail());
		this.application.await(id, JobStatus.FAILED);
		JobId copy = Objects.requireNonNull(this.application.failedJobService()
			.retryEdited(id, "{\"action\":\"succeed\",\"number\":0}", AuditNote.none())
			.copy());
		assertThat(this.spans.awaitAttempts(copy, 1).get(0).parentId()).isEqualTo(this.spans.awaitSubmit(id).id());
	}

	@Test
	void runThatIsAskedForAgainBelongsToTheTraceOfTheNewSubmit() {
		JobId id = this.application.submit(Work.succeed());
		this.application.await(id, JobStatus.COMPLETE);
		this.application.platform().submit("work", Work.succeed(), SubmitOptions.defaults().withId(id).withRerun());
		List<Ended> submits = this.spans.await("submit work", id, 2);
		assertThat(this.spans.awaitAttempts(id, 2)).extracting(Ended::parentId)
			.containsExactly(submits.get(0).id(), submits.get(1).id());
	}

	@Test
	void cancelledAttemptIsNoError() {
		JobId id = this.application.submit(Work.take(60_000));
		this.application.await(id, JobStatus.IN_PROGRESS);
		this.application.platform().cancel(id);
		Ended attempt = this.spans.awaitAttempts(id, 1).get(0);
		assertThat(attempt.tags()).containsEntry("outcome", "cancelled");
		assertThat(attempt.error()).isNull();
	}

	private JobId submitOnce(Work work) {
		return this.application.platform().submit("work", work, SubmitOptions.defaults().withMaxRetries(0));
	}

	private JobId submitWithBaggage(String tenant, Object payload) {
		Tracer tracer = this.application.bean(Tracer.class);
		return Observation.createNotStarted("outer", this.application.bean(ObservationRegistry.class)).observe(() -> {
			try (BaggageInScope baggage = tracer.createBaggageInScope("tenant", tenant)) {
				assertThat(baggage.get()).isEqualTo(tenant);
				return this.application.submit(payload);
			}
		});
	}

	private static List<String> outcomes(List<Ended> attempts) {
		return attempts.stream().map((attempt) -> attempt.tags().get("outcome")).toList();
	}

}
