package io.computeplatform.failed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.audit.HistoryEntry;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobActionTests {

	private static final AuditNote ANNA = AuditNote.because("The service is back").by("anna");

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private FailedJobService service;

	private Journal journal;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.service = this.application.failedJobService();
		this.journal = Journal.open(environment);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void forgetCaller() {
		SecurityContextHolder.clearContext();
	}

	@AfterAll
	void stop() {
		this.journal.close();
		this.application.close();
	}

	@Test
	void retryGrantsOneMoreTryAndIsInTheHistoryBetweenTheTries() {
		JobId id = fail();
		assertThat(this.service.retry(id, ANNA)).isEqualTo(ChangeResult.DONE);
		Awaitility.await().until(() -> this.journal.starts(id).size() == 2);
		Job job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isEqualTo(2);
		assertThat(job.maxTries()).isEqualTo(2);
		assertThat(this.failedJobs.attempts(id)).extracting(FailedAttempt::tryNumber).containsExactly(1, 2);
		List<HistoryEntry> history = this.failedJobs.history(id);
		assertThat(history).hasSize(3).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
		assertThat(history.get(0)).isInstanceOf(FailedAttempt.class);
		assertThat(history.get(1)).isInstanceOfSatisfying(AuditEntry.class, (record) -> {
			assertThat(record.action()).isEqualTo(Action.RETRY);
			assertThat(record.actor()).isEqualTo("anna");
			assertThat(record.comment()).isEqualTo("The service is back");
			assertThat(record.job()).isEqualTo(id);
			assertThat(record.jobs()).isOne();
		});
		assertThat(history.get(2)).isInstanceOf(FailedAttempt.class);
		assertThat(this.application.auditLog().entries(1, null)).containsExactly((AuditEntry) history.get(1));
		assertThat(this.application.auditLog().entries(1000, ((AuditEntry) history.get(1)).number()))
			.doesNotContain((AuditEntry) history.get(1));
	}

	@Test
	void onlyWhatIsFailedIsActedOnAndNothingElseIsRecorded() {
		JobId complete = this.application.submit(Work.succeed());
		this.application.await(complete, JobStatus.COMPLETE);
		Map.of(complete, ChangeResult.REFUSED, new JobId(UUID.randomUUID()), ChangeResult.NOT_FOUND)
			.forEach((id, result) -> {
				assertThat(this.service.retry(id)).isEqualTo(result);
				assertThat(this.service.retryEdited(id, "{\"action\": \"succeed\", \"number\": 0}", ANNA))
					.extracting(EditResult::result, EditResult::copy)
					.containsExactly(result, null);
				assertThat(this.service.discard(id)).isEqualTo(result);
				assertThat(this.service.restore(id, ANNA)).isEqualTo(result);
				assertThat(this.service.delete(id, ANNA)).isEqualTo(result);
				assertThat(this.failedJobs.history(id)).isEmpty();
			});
		assertThat(this.application.find(complete).status()).isEqualTo(JobStatus.COMPLETE);
	}

	@Test
	void discardedJobIsRestoredWithItsDeadLetter() {
		JobId id = fail();
		Job before = this.application.find(id);
		assertThat(this.service.discard(id, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(this.service.discard(id)).isEqualTo(ChangeResult.REFUSED);
		assertThat(this.service.retry(id)).isEqualTo(ChangeResult.REFUSED);
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.DISCARDED);
		assertThat(this.application.find(id).finishedAt()).isAfter(before.finishedAt());
		assertThat(this.application.platform().deadLetters("work", 1000)).extracting(DeadLetter::jobId)
			.doesNotContain(id);
		assertThat(this.service.restore(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
		assertThat(this.service.restore(id, AuditNote.none())).isEqualTo(ChangeResult.REFUSED);
		assertThat(this.application.find(id)).usingRecursiveComparison().ignoringFields("finishedAt").isEqualTo(before);
		Awaitility.await()
			.until(() -> this.application.platform()
				.deadLetters("work", 1000)
				.stream()
				.anyMatch((letter) -> id.equals(letter.jobId())));
		assertThat(actions(id)).containsExactly(tuple(Action.DISCARD, "anna"), tuple(Action.RESTORE, "unknown"));
	}

	@Test
	void deletedJobLeavesTheRecordOfIt() {
		JobId id = fail();
		assertThat(this.service.delete(id, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.platform().find(id)).isEmpty();
		assertThat(this.failedJobs.attempts(id)).isEmpty();
		assertThat(actions(id)).containsExactly(tuple(Action.DELETE, "anna"));
		assertThat(this.application.platform().deadLetters("work", 1000)).extracting(DeadLetter::jobId)
			.doesNotContain(id);
	}

	@Test
	void actionOnAJobWhoseRowIsLockedGivesUpSoonAndCanBeRepeated() {
		JobId id = fail();
		AsyncPlatform platform = this.application.platform();
		JobId waiting = platform.submit("work", Work.succeed(),
				SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		JobId done = this.application.submit(Work.succeed());
		this.application.await(done, JobStatus.COMPLETE);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((held) -> {
				this.jdbc.sql("select id from compute.jobs where id in (?, ?, ?) for update")
					.params(id.value(), waiting.value(), done.value())
					.query(UUID.class)
					.list();
				List<ThrowingCallable> actions = List.of(() -> this.service.retry(id, ANNA),
						() -> this.service.retryEdited(id, "{\"action\": \"succeed\", \"number\": 0}", ANNA),
						() -> this.service.discard(id, ANNA), () -> this.service.delete(id, ANNA),
						() -> platform.delete(id), () -> platform.cancel(waiting), () -> platform.expire(done));
				actions.forEach((action) -> assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(action)))
					.succeedsWithin(Duration.ofSeconds(20), InstanceOfAssertFactories.THROWABLE)
					.isInstanceOf(CannotAcquireLockException.class)
					.hasMessageStartingWith("Another transaction holds a row of this"));
			});
		assertThat(this.failedJobs.history(id)).hasSize(1);
		assertThat(this.service.retry(id, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(platform.cancel(waiting).isAccepted()).isTrue();
	}

	@Test
	void editIsACopyThatRunsAndBothKnowEachOther() {
		JobId id = fail();
		EditResult result = this.service.retryEdited(id, """
				{"action": "succeed", "number": 7}""", ANNA);
		assertThat(result.result()).isEqualTo(ChangeResult.DONE);
		JobId copy = Objects.requireNonNull(result.copy());
		Job done = this.application.await(copy, JobStatus.COMPLETE);
		Job original = this.application.find(id);
		assertThat(original.status()).isEqualTo(JobStatus.DISCARDED);
		assertThat(original.payload()).contains("fail");
		assertThat(done.type()).isEqualTo(original.type());
		assertThat(done.queue()).isEqualTo(original.queue());
		assertThat(done.maxTries()).isEqualTo(4);
		assertThat(done.payload()).isEqualTo("{\"action\": \"succeed\", \"number\": 7}");
		AuditEntry edit = (AuditEntry) this.failedJobs.history(id).get(1);
		assertThat(this.failedJobs.history(copy)).containsExactly(edit);
		assertThat(edit.action()).isEqualTo(Action.RETRY_EDITED);
		assertThat(edit.job()).isEqualTo(id);
		assertThat(edit.copy()).isEqualTo(copy);
		assertThat(edit.actor()).isEqualTo("anna");
		assertThat(edit.difference()).contains("\"/action\"", "\"succeed\"", "\"fail\"", "\"/number\"", "7");
		assertThat(edit.toString()).startsWith("AuditEntry[").doesNotContain("/action");
		assertThat(this.service.retryEdited(id, "{\"action\": \"succeed\", \"number\": 7}", ANNA).result())
			.isEqualTo(ChangeResult.REFUSED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{"action": "succeed"                                | ends too early
			{"action": "succeed", "nmber": 0}                   | field 'nmber': no field of
			{"action": "succeed", "number": "many"}             | field 'number': expected a number
			null                                                | null is no payload
			[]                                                  | Work
			{"action": "succeed", "number": 0} {}               | line 1, column 36
			{"action": "fail", "action": "succeed", "number": 0} | a field is there twice at line 1, column 28
			""")
	void editThatDoesNotFitChangesNothing(String payload, String message) {
		JobId id = fail();
		Job before = this.application.find(id);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.service.retryEdited(id, payload, ANNA))
			.withMessageContaining("payload")
			.withMessageContaining(message);
		assertThat(this.application.find(id)).isEqualTo(before);
		assertThat(this.failedJobs.history(id)).hasSize(1);
	}

	@Test
	void jobOfQueueThatIsNotConfiguredHereIsNotRetried() {
		JobId id = fail();
		this.jdbc.sql("update compute.jobs set queue = 'elsewhere' where id = ?").param(id.value()).update();
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.service.retry(id, ANNA))
			.withMessageContaining("elsewhere");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations()
				.start(BulkRequest.retry(FailedJobQuery.all().ofQueue("elsewhere"), 1)))
			.withMessageContaining("elsewhere");
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.FAILED);
		assertThat(this.service.discard(id, ANNA)).isEqualTo(ChangeResult.DONE);
	}

	@Test
	void actionInTransactionThatRollsBackDoesNothingAndIsNotRecorded() {
		JobId id = fail();
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				assertThat(this.service.retry(id)).isEqualTo(ChangeResult.DONE);
				status.setRollbackOnly();
			});
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.FAILED);
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1);
		assertThat(actions(id)).isEmpty();
	}

	@Test
	void ofTwoThatActAtOnceOneWins() {
		JobId id = fail();
		List<CompletableFuture<ChangeResult>> calls = List.of(
				CompletableFuture.supplyAsync(() -> this.service.discard(id, ANNA)),
				CompletableFuture.supplyAsync(() -> this.service.delete(id, ANNA)),
				CompletableFuture.supplyAsync(() -> this.service.discard(id, ANNA)));
		assertThat(calls.stream().map(CompletableFuture::join).filter(ChangeResult::isAccepted)).hasSize(1);
		assertThat(actions(id)).hasSize(1);
	}

	@Test
	void callerThatSpringSecurityKnowsGoesBeforeItsWord() {
		JobId id = fail();
		SecurityContextHolder
			.setContext(new SecurityContextImpl(new TestingAuthenticationToken("bert", "secret", "ADMIN")));
		assertThat(this.service.discard(id, ANNA)).isEqualTo(ChangeResult.DONE);
		SecurityContextHolder.setContext(new SecurityContextImpl(
				new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("NOBODY"))));
		assertThat(this.service.restore(id, ANNA)).isEqualTo(ChangeResult.DONE);
		SecurityContextHolder.setContext(new SecurityContextImpl(new TestingAuthenticationToken("carl", "guess")));
		assertThat(this.service.delete(id, AuditNote.because("no login"))).isEqualTo(ChangeResult.DONE);
		assertThat(actions(id)).containsExactly(tuple(Action.DISCARD, "bert"), tuple(Action.RESTORE, "anna"),
				tuple(Action.DELETE, "unknown"));
	}

	@Test
	void noteThatDoesNotFitIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> AuditNote.because("a\0b"))
			.withMessageContaining("comment");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> AuditNote.none().by("x".repeat(201)))
			.withMessageContaining("200 characters");
	}

	private List<Tuple> actions(JobId id) {
		return this.failedJobs.history(id)
			.stream()
			.filter(AuditEntry.class::isInstance)
			.map(AuditEntry.class::cast)
			.map((record) -> tuple(record.action(), record.actor()))
			.toList();
	}

	private JobId fail() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		return id;
	}

}
