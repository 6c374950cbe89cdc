package io.computeplatform.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class ForeignMessageTests {

	private static final byte[] BODY = { 0, 1, (byte) 0xff, 'x' };

	private static TestApplication application;

	private static ExternalObserver outside;

	private final Journal journal;

	ForeignMessageTests(TestEnvironment environment) {
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void start(TestEnvironment environment) {
		environment.queue("second");
		application = TestApplication.start(environment, "compute.async.queues.second.concurrency=1");
		outside = new ExternalObserver(environment);
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	static Stream<Arguments> messages() {
		return Stream.of(Arguments.of("no headers", null, null), Arguments.of("no id", null, headers(0, now())),
				Arguments.of("unknown job", UUID.randomUUID().toString(), headers(0, now())),
				Arguments.of("id that is no UUID", "x".repeat(255), headers(0, now())),
				Arguments.of("id with NUL", "\0" + UUID.randomUUID(), headers(0, now())),
				Arguments.of("no count", known(), Map.of("compute-published-at", now())),
				Arguments.of("count as text", known(), headers("0", now())),
				Arguments.of("negative count", known(), headers(-1, now())),
				Arguments.of("largest int", known(), headers(Integer.MAX_VALUE, now())),
				Arguments.of("count beyond int", known(), headers(1L << 32, now())),
				Arguments.of("count with fraction", known(), headers(0.0, now())),
				Arguments.of("count as table", known(), headers(Map.of("a", List.of(1)), now())),
				Arguments.of("no time", known(), Map.of("compute-try-count", 0)),
				Arguments.of("time as timestamp", known(), headers(0, new Date())),
				Arguments.of("time beyond the database", known(), headers(0, "+999999999-01-01T00:00:00Z")),
				Arguments.of("time with NUL", known(), headers(0, now() + "\0")),
				Arguments.of("time before Christ", known(), headers(0, "-999999999-01-01T00:00:00Z")));
	}

	private static String now() {
		return Instant.now().toString();
	}

	/** Stands for the id of a job that waits for its time. */
	private static String known() {
		return "known";
	}

	private static Map<String, Object> headers(Object count, Object time) {
		return Map.of("compute-try-count", count, "compute-published-at", time);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("messages")
	void foreignMessageIsDeadLetteredUnchanged(String what, String id, Map<String, Object> headers) throws Exception {
		JobId job = application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(),
					SubmitOptions.defaults().withDueAt(Instant.parse("2100-01-01T00:00:00Z")));
		Map<String, String> before = outside.row(job);
		Map<String, Object> all = new HashMap<>(Map.of("own", List.of(1, "\0"), "x-opt-delivery", "any"));
		if (headers != null) {
			all.putAll(headers);
		}
		outside.publish(outside.queue(),
				new BasicProperties.Builder().messageId("known".equals(id) ? job.toString() : id)
					.contentType("application/x-foreign")
					.headers((headers != null) ? all : null)
					.build(),
				BODY);

		GetResponse letter = awaitLetter();
		assertThat(letter.getBody()).isEqualTo(BODY);
		assertThat(letter.getProps().getContentType()).isEqualTo("application/x-foreign");
		assertThat(letter.getProps().getHeaders())
			.hasEntrySatisfying("compute-reason", (value) -> assertThat(value).hasToString("rejected-message"))
			.hasEntrySatisfying("compute-origin-queue", (value) -> assertThat(value).hasToString("work"))
			.containsKey("compute-exception-message")
			.doesNotContainKey("x-opt-delivery");
		if (headers != null) {
			assertThat(letter.getProps().getHeaders()).containsKey("own")
				.containsKeys(headers.keySet().toArray(String[]::new));
		}
		assertThat(outside.row(job)).isEqualTo(before);
		assertThat(this.journal.starts(job)).isEmpty();
	}

	@Test
	void messageWithIdOfJobOfAnotherQueueLeavesThatJobAlone() throws Exception {
		JobId job = application.platform()
			.submit("second", Work.succeed(),
					SubmitOptions.defaults().withDueAt(Instant.parse("2100-01-01T00:00:00Z")));
		Map<String, String> before = outside.row(job);
		outside.publish(outside.queue(),
				new BasicProperties.Builder().messageId(job.toString()).headers(headers(0, now())).build(), BODY);

		assertThat(awaitLetter().getProps().getMessageId()).isEqualTo(job.toString());
		assertThat(outside.row(job)).isEqualTo(before);
		assertThat(this.journal.starts(job)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("largeHeaders")
	void messageWithHeadersThatOnlyJustFitIsPutAwayWithoutThem(Object large) throws Exception {
		outside.publish(outside.queue(),
				new BasicProperties.Builder().headers(Map.of("own", "kept?", "large", large)).build(), BODY);

		GetResponse letter = awaitLetter();
		assertThat(letter.getBody()).isEqualTo(BODY);
		assertThat(letter.getProps().getHeaders()).containsKey("compute-reason");
		JobId next = application.submit(Work.succeed());
		application.await(next, JobStatus.COMPLETE);
	}

	static Stream<Object> largeHeaders() {
		List<Object> nested = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			nested.add(new byte[124]);
		}
		return Stream.of("\u00fc".repeat(65_400), new byte[130_900], Map.of("nested", nested));
	}

	@Test
	void deadLettersOfForeignMessagesAreListedAndPopped() throws Exception {
		outside.publish(outside.queue(), new BasicProperties.Builder().messageId("strange").build(), BODY);
		outside.publish(outside.queue(), new BasicProperties.Builder().messageId("strange").build(), BODY);
		eventually("Letters").until(() -> outside.waiting(outside.deadLetterQueue()) == 2);

		assertThat(application.platform().deadLetters(TestApplication.QUEUE, 10)).hasSize(2)
			.allSatisfy((letter) -> assertThat(letter.reason()).isEqualTo(FailureReason.REJECTED_MESSAGE));
		assertThat(application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true)).isPresent();
		assertThat(application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true)).isPresent();
		eventually("Letters to be gone").until(() -> outside.waiting(outside.deadLetterQueue()) == 0);
	}

	@Test
	void letterOfAMessageThatWasDiscardedIsDroppedWhenItIsMet() throws Exception {
		outside.publish(outside.queue(), new BasicProperties.Builder().messageId("first").build(), BODY);
		eventually("Letter").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);
		outside.publish(outside.queue(), new BasicProperties.Builder().messageId("second").build(), BODY);
		eventually("Letters").until(() -> outside.waiting(outside.deadLetterQueue()) == 2);
		application.bean(RejectedMessages.class)
			.discard(outside.count("select id from compute.rejected_messages where message_id = 'first'"),
					AuditNote.none());

		assertThat(application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true)).isPresent();
		assertThat(application.platform().deadLetters(TestApplication.QUEUE, 10)).isEmpty();
		assertThat(outside.count("select count(*) from compute.rejected_messages where resolved_at is null")).isOne();
	}

	@AfterEach
	void nothingIsLeft() throws Exception {
		eventually("Messages to be acknowledged").until(() -> outside.waiting(outside.queue()) == 0);
		assertThat(outside.takeAll(outside.deadLetterQueue())).isEmpty();
		outside.sql("delete from compute.jobs").update();
		outside.sql("delete from compute.rejected_messages").update();
	}

	private static GetResponse awaitLetter() throws Exception {
		eventually("Letter").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);
		GetResponse letter = outside.take(outside.deadLetterQueue());
		assertThat(letter).isNotNull();
		return letter;
	}

}
