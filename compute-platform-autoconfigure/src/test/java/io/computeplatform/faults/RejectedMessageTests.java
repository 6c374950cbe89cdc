package io.computeplatform.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.RejectedMessage;
import io.computeplatform.control.RejectedMessage.Resolution;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@Tag("chaos")
@WithTestEnvironment
class RejectedMessageTests {

	private static final byte[] BODY = "{\"pin\":4711,\n\"own\":1}".getBytes();

	private static TestApplication application;

	private static RejectedMessages messages;

	private static ExternalObserver outside;

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, "compute.async.dead-letters.remove-stale=true",
				"compute.async.dead-letters.interval=100ms", "compute.async.masking.fields=pin",
				"compute.async.queues.work.concurrency=4");
		messages = application.bean(RejectedMessages.class);
		outside = new ExternalObserver(environment);
	}

	@AfterAll
	static void stop() {
		application.close();
		outside.close();
	}

	@AfterEach
	void clear() throws Exception {
		outside.sql("drop trigger if exists refuse on compute.jobs").update();
		eventually("Queue to be empty").until(() -> outside.waiting(outside.queue()) == 0);
		outside.sql("truncate compute.rejected_messages, compute.actions, compute.jobs, compute.attempts cascade")
			.update();
		eventually("Letters to be gone").until(() -> outside.takeAll(outside.deadLetterQueue()).isEmpty()
				&& outside.waiting(outside.deadLetterQueue()) == 0);
	}

	@Test
	void messageIsKeptWithReasonHeadersAndBody() throws Exception {
		publish(Map.of("own", List.of(1, "two"), "time", new Date(0), "x-opt-delivery", "any"), BODY);

		RejectedMessage listed = awaitOpen(1).get(0);
		assertThat(listed.headers()).isNull();
		assertThat(listed.body()).isNull();
		RejectedMessage message = messages.find(listed.id()).orElseThrow();
		assertThat(message.queue()).isEqualTo("work");
		assertThat(message.messageId()).isEqualTo("strange");
		assertThat(message.type()).isEqualTo("Foreign");
		assertThat(message.reason()).contains("it has no header compute-try-count");
		assertThat(message.bodySize()).isEqualTo(BODY.length);
		assertThat(message.isComplete()).isTrue();
		assertThat(message.times()).isOne();
		assertThat(message.headers()).isEqualTo("{\"own\":[1,\"two\"],\"time\":\"1970-01-01T00:00:00Z\"}");
		assertThat(message.body()).isEqualTo("{\"pin\":\"***\",?\"own\":1}");
		assertThat(message.resolution()).isNull();
		GetResponse letter = awaitLetter();
		assertThat(letter.getBody()).isEqualTo(BODY);
		assertThat(letter.getProps().getHeaders().get("compute-rejected-id").toString()).endsWith("/" + message.id());
	}

	@Test
	void sameMessageIsCountedAndOpenAgain() throws Exception {
		publish(Map.of("own", 1), BODY);
		RejectedMessage first = awaitOpen(1).get(0);
		messages.discard(first.id(), AuditNote.none());
		publish(Map.of("own", 1), BODY);
		eventually("Second time").until(() -> messages.find(first.id()).orElseThrow().times() == 2);
		assertThat(messages.list(null, false, 10, null)).hasSize(1);
		publish(Map.of("own", 2), BODY);
		awaitOpen(2);
	}

	@Test
	void messageThatIsMovedBackRunsTheJobThatIsThereByThen() throws Exception {
		UUID id = UUID.randomUUID();
		Map<String, Object> headers = Map.of("compute-try-count", 0, "compute-published-at", "2026-01-31T10:02:03Z");
		outside.publish(outside.queue(),
				new BasicProperties.Builder().messageId(id.toString()).headers(headers).build(), new byte[0]);
		RejectedMessage message = awaitOpen(1).get(0);
		assertThat(message.reason()).isEqualTo("there is no job " + id + " in queue 'work'");
		outside.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at, due_at)
				values (?, 'work', ?, '{"action":"succeed","number":0}', 'queued', now() + interval '1 hour', now())""")
			.params(id, Work.class.getName())
			.update();

		assertThat(messages.moveBack(message.id(), AuditNote.of("anna", "restored from the backup")))
			.isEqualTo(ChangeResult.DONE);
		application.await(new JobId(id), JobStatus.COMPLETE);
		RejectedMessage moved = messages.find(message.id()).orElseThrow();
		assertThat(moved.resolution()).isNotNull();
		assertThat(moved.resolution()).extracting(Resolution::action, Resolution::actor, Resolution::comment)
			.containsExactly(Action.MOVE_BACK, "anna", "restored from the backup");
		assertThat(moved.times()).isOne();
		assertThat(application.auditLog().entriesOfQueue("work", 10)).singleElement()
			.extracting(AuditEntry::action, AuditEntry::actor, AuditEntry::message)
			.containsExactly(Action.MOVE_BACK, "anna", message.id());
		assertThat(messages.moveBack(message.id(), AuditNote.none())).isEqualTo(ChangeResult.REFUSED);
		assertThat(messages.discard(message.id(), AuditNote.none())).isEqualTo(ChangeResult.REFUSED);
		assertThat(messages.moveBack(Long.MAX_VALUE, AuditNote.none())).isEqualTo(ChangeResult.NOT_FOUND);
		assertThat(messages.discard(Long.MAX_VALUE, AuditNote.none())).isEqualTo(ChangeResult.NOT_FOUND);
	}

	@Test
	void messageThatIsMovedBackIsTheSameAndOpenAgainWhenItIsRejectedAgain() throws Exception {
		Map<String, Object> headers = new HashMap<>();
		headers.put("int", 1);
		headers.put("long", 2L);
		headers.put("bytes", new byte[] { 0, 1, (byte) 0xff });
		headers.put("time", new Date(1000));
		headers.put("table", Map.of("double", 0.5, "list", List.of("a", true)));
		headers.put("nothing", null);
		publish(headers, new byte[] { 0, (byte) 0xff });
		GetResponse first = awaitLetter();
		RejectedMessage message = awaitOpen(1).get(0);

		messages.moveBack(message.id(), AuditNote.none());
		eventually("Second time").until(() -> messages.find(message.id()).orElseThrow().times() == 2);
		GetResponse second = awaitLetter();
		assertThat(messages.list(null, false, 10, null)).hasSize(1);
		assertThat(second.getBody()).isEqualTo(first.getBody());
		assertThat(second.getProps().getType()).isEqualTo("Foreign");
		assertThat(withoutTime(second)).isEqualTo(withoutTime(first));
	}

	private static String withoutTime(GetResponse letter) {
		Map<String, Object> headers = new HashMap<>(letter.getProps().getHeaders());
		headers.remove("compute-failed-at");
		headers.replaceAll((name, value) -> (value instanceof byte[] bytes) ? new String(bytes) : value);
		return headers.toString();
	}

	@Test
	// Others may know no copies.
	@RequiresRabbitMq
	void copiesAreSentToNoOtherQueueAndNotBackToThisOne() throws Exception {
		String other = outside.queue() + ".copies";
		outside.declare(other, Map.of());
		publish(Map.of("CC", List.of(outside.queue(), other), "own", 1), BODY);
		RejectedMessage message = awaitOpen(1).get(0);
		eventually("Copy").until(() -> outside.waiting(other) == 1);
		messages.moveBack(message.id(), AuditNote.none());
		eventually("Second time").until(() -> messages.find(message.id()).orElseThrow().resolution() == null);
		application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
		assertThat(outside.waiting(other)).isOne();
		// Once as published, perhaps once as its copy, once as moved back.
		assertThat(messages.find(message.id()).orElseThrow().times()).isBetween(2L, 3L);
		outside.delete(other);
	}

	@Test
	void messagesThatDifferInWhatTheSenderSaysAreTwo() throws Exception {
		publish(Map.of("x-tenant", "one"), BODY);
		publish(Map.of("x-tenant", "two"), BODY);
		assertThat(awaitOpen(2)).allSatisfy((message) -> assertThat(message.times()).isOne());
		outside.publish(outside.queue(), new BasicProperties.Builder().contentEncoding("gzip").build(), BODY);
		outside.publish(outside.queue(), new BasicProperties.Builder().contentEncoding("br").build(), BODY);
		assertThat(awaitOpen(4)).allSatisfy((message) -> assertThat(message.times()).isOne());
	}

	@Test
	// Others may close the channel instead of returning the message.
	@RequiresRabbitMq
	void deletedDeadLetterQueueIsDeclaredAgainForARejectedMessage() throws Exception {
		outside.delete(outside.deadLetterQueue());
		publish(Map.of("own", 1), BODY);
		awaitOpen(1);
		application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
		awaitDeadLetterQueue();
	}

	@Test
	// Others may know no such limit.
	@RequiresRabbitMq
	void messageWhoseLetterIsRefusedStaysInTheDatabaseOrGoesToTheEndOfItsQueue() throws Exception {
		outside.delete(outside.deadLetterQueue());
		// A longer one has room while the sweep looks at its letters.
		outside.declare(outside.deadLetterQueue(), Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
		publish(Map.of("own", 1), BODY);
		byte[] large = new byte[64 * 1024 + 1];
		publish(Map.of("own", 2), large);
		application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
		assertThat(awaitOpen(2)).extracting(RejectedMessage::isComplete).containsExactlyInAnyOrder(true, false);
		eventually("Large one to come again")
			.until(() -> outside.count("select max(times) from compute.rejected_messages where body_size > 65536") > 1);

		outside.delete(outside.deadLetterQueue());
		awaitDeadLetterQueue();
		eventually("Large one to be put away").until(() -> outside.takeAll(outside.deadLetterQueue()),
				(letters) -> letters.stream().anyMatch((letter) -> letter.getBody().length == large.length));
	}

	private static void awaitDeadLetterQueue() {
		eventually("Queue to be declared again").until(() -> outside.exists(outside.deadLetterQueue()));
	}

	@Test
	void transactionThatStaysOpenAfterwardsHoldsUpNoConsumer() throws Exception {
		publish(Map.of("own", 1), BODY);
		RejectedMessage message = awaitOpen(1).get(0);
		new TransactionTemplate(application.bean(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			assertThat(messages.moveBack(message.id(), AuditNote.none())).isEqualTo(ChangeResult.DONE);
			eventually("Second time")
				.until(() -> outside.count("select max(times) from compute.rejected_messages") == 2);
		});
	}

	@Test
	void actionOnAMessageWhoseRowIsLockedGivesUpSoonAndCanBeRepeated() throws Exception {
		publish(Map.of("own", 1), BODY);
		long id = awaitOpen(1).get(0).id();
		List<ThrowingCallable> actions = List.of(() -> messages.moveBack(id, AuditNote.none()),
				() -> messages.discard(id, AuditNote.none()));
		new TransactionTemplate(application.bean(PlatformTransactionManager.class)).executeWithoutResult((held) -> {
			application.bean(JdbcClient.class)
				.sql("select id from compute.rejected_messages where id = ? for update")
				.param(id)
				.query(Long.class)
				.single();
			actions.forEach((action) -> assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(action)))
				.succeedsWithin(Duration.ofSeconds(20), InstanceOfAssertFactories.THROWABLE)
				.isInstanceOf(CannotAcquireLockException.class)
				.hasMessageStartingWith("Another transaction holds a row of this"));
		});
		assertThat(messages.list(null, false, 10, null)).singleElement()
			.satisfies((message) -> assertThat(message.times()).isOne());
		assertThat(application.auditLog().entriesOfQueue("work", 10)).isEmpty();
		assertThat(messages.moveBack(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
		eventually("Second time").until(() -> messages.find(id).orElseThrow().times() == 2);
		assertThat(messages.discard(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
	}

	@Test
	void messageThatIsNotKeptWholeIsNotMovedBack() throws Exception {
		publish(Map.of(), new byte[64 * 1024 + 1]);
		publish(Map.of("large", "x".repeat(40_000)), BODY);
		for (RejectedMessage message : awaitOpen(2)) {
			assertThat(message.isComplete()).isFalse();
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> messages.moveBack(message.id(), AuditNote.none()))
				.withMessageContaining("take this one from the dead-letter queue '" + outside.deadLetterQueue() + "'");
		}
		assertThat(messages.list(null, false, 10, null)).hasSize(2);
		assertThat(application.auditLog().entriesOfQueue("work", 10)).isEmpty();
	}

	@Test
	void letterOfSettledMessageGoesAndThoseOfOpenAndUnknownOnesStay() throws Exception {
		publish(Map.of("own", 1), BODY);
		publish(Map.of("own", 2), BODY);
		List<RejectedMessage> open = awaitOpen(2);
		outside.publish(
				outside.deadLetterQueue(), new BasicProperties.Builder().headers(Map.of("compute-reason",
						"rejected-message", "compute-rejected-id", UUID.randomUUID() + "/" + open.get(0).id()))
					.build(),
				BODY);
		eventually("Letters").until(() -> outside.waiting(outside.deadLetterQueue()) == 3);

		messages.discard(open.get(0).id(), AuditNote.of("ben", "no use"));
		eventually("Letter to be gone").until(() -> outside.waiting(outside.deadLetterQueue()) == 2);
		messages.discard(open.get(1).id(), AuditNote.none());
		eventually("Letter to be gone").until(() -> outside.waiting(outside.deadLetterQueue()) == 1);
		// Not while a pass in progress holds it.
		eventually("Letter to be counted")
			.untilAsserted(() -> assertThat(application.bean(DeadLetterReconciliation.class).report()).singleElement()
				.satisfies((balance) -> assertThat(balance.foreign()).isOne()));
		assertThat(messages.list("work", true, 10, null)).extracting((each) -> each.resolution().actor())
			.containsExactly("ben", "unknown");
		assertThat(application.auditLog().entriesOfQueue("work", 10)).extracting(AuditEntry::action)
			.containsOnly(Action.DISCARD);
	}

	@Test
	void listGoesOnBehindAnId() throws Exception {
		for (int i = 0; i < 5; i++) {
			publish(Map.of("own", i), BODY);
		}
		List<Long> all = awaitOpen(5).stream().map(RejectedMessage::id).toList();
		List<RejectedMessage> page = messages.list(null, false, 3, null);
		assertThat(page).extracting(RejectedMessage::id).isEqualTo(all.subList(0, 3));
		assertThat(messages.list("work", false, 3, page.get(2).id())).extracting(RejectedMessage::id)
			.isEqualTo(all.subList(3, 5));
		assertThat(messages.list("other", false, 3, null)).isEmpty();
	}

	@Test
	void headersNestedThousandDeepStarveNoQueue() throws Exception {
		Object nested = "x";
		for (int i = 0; i < 1000; i++) {
			nested = (i % 2 == 0) ? Map.of("n", nested) : List.of(nested);
		}
		for (int i = 0; i < 12; i++) {
			publish(Map.of("deep", nested, "number", i), BODY);
		}
		JobId id = application.submit(Work.succeed());
		application.await(id, JobStatus.COMPLETE);
		assertThat(awaitOpen(12)).allSatisfy((message) -> assertThat(message.isComplete()).isFalse());
		eventually("Letters").until(() -> outside.waiting(outside.deadLetterQueue()) == 12);
		assertThat(awaitLetter().getProps().getHeaders()).containsKey("number")
			.doesNotContainKey("deep")
			.hasEntrySatisfying("compute-omitted-headers",
					(value) -> assertThat(value).hasToString("1 of them, nested deeper than 20"));
	}

	@Test
	void jobThatCannotBeClaimedDoesNotBlockOthers() {
		JobId refused = new JobId(UUID.randomUUID());
		refuseToStart(refused);
		application.platform().submit("work", Work.succeed(), SubmitOptions.defaults().withId(refused));
		List<JobId> others = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			others.add(application.submit(Work.succeed()));
		}
		others.forEach((id) -> application.await(id, JobStatus.COMPLETE));
		eventually("Message to be given up").until(() -> outside.waiting(outside.queue()) == 0);
		assertThat(messages.list(null, false, 10, null)).isEmpty();
		outside.sql("drop trigger refuse on compute.jobs").update();
		application.await(refused, JobStatus.COMPLETE);
		assertThat(outside.tryCount(refused)).isOne();
	}

	@Test
	void messageThatIsNoneOfOursAndFailsAgainAndAgainIsPutAway() throws Exception {
		JobId job = new JobId(UUID.randomUUID());
		application.platform()
			.submit("work", Work.succeed(),
					SubmitOptions.defaults().withId(job).withDueAt(Instant.parse("2100-01-01T00:00:00Z")));
		outside.sql("update compute.jobs set due_at = now()").update();
		refuseToStart(job);
		outside.publish(outside.queue(),
				new BasicProperties.Builder().messageId(job.toString())
					.headers(Map.of("compute-try-count", 0, "compute-published-at", "2026-01-31T10:02:03Z"))
					.build(),
				BODY);
		assertThat(awaitOpen(1).get(0).reason()).contains("could not be handled 5 times",
				"DataIntegrityViolationException");
		assertThat(awaitLetter().getBody()).isEqualTo(BODY);
		assertThat(outside.status(job)).isEqualTo("queued");
	}

	private static void refuseToStart(JobId id) {
		outside.sql("""
				create or replace function compute.refuse() returns trigger language plpgsql as $$
				begin raise exception 'on purpose' using errcode = 'check_violation'; end $$""").update();
		outside.sql("""
				create trigger refuse before update on compute.jobs for each row
				when (new.status = 'in-progress' and new.id = '%s') execute function compute.refuse()""".formatted(id))
			.update();
	}

	private static void publish(Map<String, Object> headers, byte[] body) throws Exception {
		outside.publish(outside.queue(),
				new BasicProperties.Builder().messageId("strange").type("Foreign").headers(headers).build(), body);
	}

	private static List<RejectedMessage> awaitOpen(int count) {
		eventually("Messages").until(() -> messages.list(null, false, 100, null).size() == count);
		return messages.list(null, false, 100, null);
	}

	private static GetResponse awaitLetter() throws Exception {
		// A sweep may hold it for a moment.
		return eventually("Letter").until(() -> outside.take(outside.deadLetterQueue()), Objects::nonNull);
	}

}
