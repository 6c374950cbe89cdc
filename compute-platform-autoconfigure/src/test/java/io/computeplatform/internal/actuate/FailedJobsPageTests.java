package io.computeplatform.internal.actuate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.control.QueueControl;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.testing.RequiresBrowser;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an administrator sees and does in the browser.
 */
@Tag("engine")
@RequiresBrowser
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobsPageTests {

	private static final String HOSTILE = "</pre><img src='x' onerror='alert(1)'><script>alert(2)</script>";

	private static final AuditNote ANNA = AuditNote.because("no use").by("anna");

	private HttpApplication application;

	private String queue;

	private AsyncPlatform platform;

	private FailedJobRepository failedJobs;

	private FailedJobService service;

	private JdbcClient jdbc;

	private Browser browser;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = HttpApplication.start(environment,
				"management.endpoints.web.exposure.include=failedjobs,failedjobspage,computequeues,computemessages",
				"compute.async.max-retries=0", "compute.async.masking.fields=pin", "compute.async.version=1.8.2");
		this.queue = environment.queue("work");
		this.platform = this.application.bean(AsyncPlatform.class);
		this.failedJobs = this.application.bean(FailedJobRepository.class);
		this.service = this.application.bean(FailedJobService.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void open() {
		// Of jobs that an earlier test deleted while their message waited.
		this.jdbc.sql("delete from compute.rejected_messages").update();
		this.browser = new Browser();
	}

	@AfterEach
	void close() {
		try {
			this.browser.close();
		}
		finally {
			this.jdbc
				.sql("update compute.operations set status = 'aborted', finished_at = now() where finished_at is null")
				.update();
			this.jdbc.sql("delete from compute.jobs").update();
		}
	}

	@Test
	void groupsAreShownWithTheirJobs() {
		JobId refused = fail(new Work("fail-with-cause", 0));
		fail(Work.fail());
		fail(Work.fail());
		open("");
		this.browser.awaitText("3 jobs failed for good", "2 × IllegalStateException at WorkExecutor.fail",
				"1 × ConnectException at WorkExecutor.perform");
		this.browser.click("ConnectException at WorkExecutor.perform");
		this.browser.awaitText("On purpose", refused.toString());
		assertThat(this.browser.text()).doesNotContain("Try 1 failed on purpose");
	}

	@Test
	void groupsJobsAndAttemptsShowTheirVersions() {
		JobId id = fail(Work.fail());
		this.jdbc.sql("update compute.attempts set version = ?").param(HOSTILE).update();
		open("");
		this.browser.awaitText("1 × IllegalStateException at WorkExecutor.fail",
				"new in " + HOSTILE + ", last in " + HOSTILE, "Running: 1.8.2.");
		open("#job/" + id);
		this.browser.awaitText("Version " + HOSTILE, ", version " + HOSTILE);
		assertThat(this.browser.count("//img")).isZero();
	}

	@Test
	void retryWaitsForAVersionAndIsAborted() {
		JobId id = fail(Work.fail());
		open("#act");
		this.browser.fill("Version to wait for (empty: start at once)", "1.8.3");
		this.browser.click("Retry 1 job");
		this.browser.awaitText("The operation has started.", "Status waiting", "Awaited version 1.8.3");
		this.browser.click("Abort");
		this.browser.awaitText("Status aborted");
		assertThat(status(id)).isEqualTo(JobStatus.FAILED);
	}

	@Test
	void filterIsInTheAddressForAColleagueToOpen() {
		fail(new Work("fail-with-cause", 0));
		fail(Work.fail());
		open("#jobs");
		this.browser.click("Filter");
		this.browser.fill("Exception", "java.net.ConnectException");
		this.browser.fill("Failed since", "2026-01-31T10:02");
		this.browser.fill("Reason", "executor-failed");
		this.browser.fill("Payload", "$.action == \"fail-with-cause\"");
		this.browser.click("Apply");
		this.browser.awaitText("On purpose", "Exception: java.net.ConnectException",
				"Failed since: 2026-01-31T10:02:00.000Z");
		assertThat(this.browser.text()).doesNotContain("Try 1 failed on purpose");
		String address = this.browser.address();
		assertThat(address).contains("#jobs?exception=java.net.ConnectException&");
		this.browser.open(address);
		this.browser.awaitText("On purpose", "Payload: $.action == \"fail-with-cause\"");
		this.browser.click("Filter");
		assertThat(this.browser.value("Failed since")).isEqualTo("2026-01-31T10:02");
		this.browser.click("Remove the filter Exception");
		this.browser.click("Remove the filter Payload");
		this.browser.awaitText("On purpose", "Try 1 failed on purpose");
	}

	@Test
	void filterThatIsRefusedCanBeMended() {
		fail(Work.fail());
		open("");
		this.browser.click("Filter");
		this.browser.fill("Payload", "$.action ==");
		this.browser.click("Apply");
		this.browser.awaitText("Invalid payload '$.action =='");
		this.browser.fill("Payload", "$.action == \"fail\"");
		this.browser.click("Apply");
		this.browser.awaitText("1 × IllegalStateException");
		assertThat(this.browser.text()).doesNotContain("Invalid payload");
		this.browser.assertRefused(400);
	}

	@Test
	void pagesGoForthAndBack() {
		insert(51);
		open("#jobs");
		this.browser.awaitText("Message 51 ", "Message 2 ");
		assertThat(this.browser.text()).doesNotContain("Message 1 ");
		assertThat(this.browser.offers("Newer")).isFalse();
		this.browser.click("Older");
		this.browser.awaitText("Message 1 ");
		assertThat(this.browser.text()).doesNotContain("Message 2 ");
		assertThat(this.browser.offers("Older")).isFalse();
		this.browser.click("Newer");
		this.browser.awaitText("Message 51 ", "Message 2 ");
	}

	@Test
	void jobIsShownWithItsPayloadItsTriesAndWhatWasDoneToIt() {
		JobId id = fail(Work.fail());
		this.jdbc.sql("update compute.jobs set payload = '{\"number\":12345678901234567890,\"pin\":4711,\"list\":[]}'")
			.update();
		this.service.discard(id, ANNA);
		open("#job/" + id);
		this.browser.awaitText("Status discarded", "Queue work", "Type " + Work.class.getName(), "Tries 1 of 1",
				"Reason executor-failed", "{ \"number\": 12345678901234567890, \"pin\": \"***\", \"list\": [] }",
				"Try 1 executor-failed", "at io.computeplatform.testing.WorkExecutor.fail(", "discard by anna",
				"no use");
	}

	@Test
	void jobIsShownWithWhatItsAttemptReported() {
		JobId id = fail(Work.fail());
		this.jdbc.sql("""
				insert into compute.attempt_progress
				  (job_id, try_number, worker, done, total, progress_at, stack_sample, sampled_at, reported_at)
				select job_id, try_number, worker, 3, 10, now(), '"job-work-1" WAITING <i>', now(), now()
				from compute.attempts where job_id = ?""").param(id.value()).update();
		this.jdbc.sql("""
				insert into compute.attempt_log (job_id, try_number, worker, position, logged_at, level, text)
				values (?, 1, 'worker', 12, now(), 'INFO', '<b>last words</b>')""").param(id.value()).update();
		this.jdbc.sql("update compute.attempts set stack_trace = null").update();
		open("#job/" + id);
		this.browser.awaitText("Progress 3 of 10", "Last stack sample of try 1", "\"job-work-1\" WAITING <i>",
				"WARN 12 lines were dropped", "INFO <b>last words</b>");
	}

	@Test
	void jobIsRetriedUnderTheNameThatWasGiven() {
		JobId id = fail(Work.failBefore(2));
		open("#job/" + id);
		this.browser.fill("Your name", "bert");
		this.browser.fill("Comment", "it is back");
		this.browser.click("Retry");
		this.browser.awaitText("queued for one more attempt", "retry by bert", "it is back");
		await(id, JobStatus.COMPLETE);
		this.browser.click("Refresh");
		this.browser.awaitText("Status complete", "The job is not failed");
	}

	@Test
	void jobIsFoundAndRetriedOnAPhone() {
		fail(new Work("fail-with-cause", 0));
		JobId id = fail(Work.failBefore(2));
		this.browser.resize(Browser.PHONE, 844);
		open("#jobs");
		this.browser.click("Filter");
		this.browser.fill("Exception", "java.lang.IllegalStateException");
		this.browser.click("Apply");
		this.browser.awaitText("Exception: java.lang.IllegalStateException");
		assertThat(this.browser.text()).doesNotContain("On purpose");
		this.browser.click("IllegalStateException at WorkExecutor.fail");
		this.browser.fill("Comment", "it is back");
		this.browser.click("Retry");
		this.browser.awaitText("queued for one more attempt", "it is back");
		await(id, JobStatus.COMPLETE);
	}

	@Test
	void editThatDoesNotFitIsRefusedWithWhatTheServerSays() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		this.browser.click("Retry with another payload");
		this.browser.fill("Payload (*** keeps a masked value)", "{\"nmber\": 1}");
		this.browser.click("Retry edited");
		this.browser.awaitText("Nothing was done: Invalid payload", "field 'nmber'");
		assertThat(this.browser.value("Payload (*** keeps a masked value)")).isEqualTo("{\"nmber\": 1}");
		assertThat(status(id)).isEqualTo(JobStatus.FAILED);
		this.browser.assertRefused(400);
	}

	@Test
	void editedJobIsRunAsACopy() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		this.browser.click("Retry with another payload");
		String payload = this.browser.value("Payload (*** keeps a masked value)");
		this.browser.fill("Payload (*** keeps a masked value)", payload.replace("fail", "succeed"));
		this.browser.click("Retry edited");
		this.browser.awaitText("This copy is queued", "retry-edited by unknown", "from " + id, "/action");
		JobId copy = JobId.of(this.browser.address().substring(this.browser.address().length() - 36));
		await(copy, JobStatus.COMPLETE);
		assertThat(status(id)).isEqualTo(JobStatus.DISCARDED);
	}

	@Test
	void jobIsDiscardedWithAReasonAndRestored() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		this.browser.fill("Comment", "nobody needs it");
		this.browser.click("Discard");
		this.browser.awaitText("Status discarded", "nobody needs it");
		assertThat(status(id)).isEqualTo(JobStatus.DISCARDED);
		this.browser.click("Restore");
		this.browser.awaitText("Status failed", "restore by unknown");
	}

	@Test
	void jobIsDeletedOnceThatIsConfirmed() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		assertThat(this.browser.click("Delete", false)).contains("permanently");
		assertThat(this.platform.find(id)).isPresent();
		assertThat(this.browser.click("Delete", true)).contains("permanently");
		this.browser.awaitText("The job is deleted");
		assertThat(this.platform.find(id)).isEmpty();
	}

	@Test
	void jobThatIsNoLongerWhatItWasIsSaidToBeSo() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		this.browser.awaitText("Status failed");
		this.service.discard(id, ANNA);
		this.browser.click("Retry");
		this.browser.awaitText("Nothing was done: The job '" + id + "' is discarded");
		this.browser.assertRefused(409);
	}

	@Test
	void enterInAFieldChangesNothing() {
		JobId id = fail(Work.fail());
		open("#job/" + id);
		this.browser.pressEnter("Comment");
		this.browser.click("Discard");
		this.browser.awaitText("The job is discarded");
		assertThat(this.failedJobs.history(id)).filteredOn(AuditEntry.class::isInstance).hasSize(1);
	}

	@Test
	void groupIsRetriedBehindACanaryAndIsSeenToEnd() {
		fail(new Work("fail-with-cause", 0));
		fail(Work.failBefore(2));
		fail(Work.failBefore(2));
		open("");
		this.browser.click("Act on all jobs of IllegalStateException at WorkExecutor.fail");
		this.browser.awaitText("This is about exactly 2 jobs");
		this.browser.fill("Jobs that go first", "1");
		this.browser.fill("Percent of them that must complete", "100");
		this.browser.fill("Maximum per second (empty: no limit)", "10");
		this.browser.fill("Comment", "it is back");
		this.browser.click("Retry 2 jobs");
		this.browser.awaitText("Action retry", "Canary 1 job first, of which 100 % must complete",
				"Maximum per second 10");
		this.browser.awaitText("Status done", "2 of 2", "Outcomes 2 complete", "1 ", "acted");
		assertThat(this.failedJobs.count(FailedJobQuery.all())).isOne();
		this.browser.click("Audit log");
		this.browser.awaitText("retry", "an operation on 2 jobs", "it is back");
	}

	@Test
	void moreJobsThanWereAgreedToAreLeftAlone() {
		insert(2);
		open("#act");
		this.browser.awaitText("This is about exactly 2 jobs: all that are failed");
		insert(1);
		this.browser.click("Discard: nothing more is to be done");
		this.browser.click("Discard 2 jobs");
		this.browser.awaitText("Nothing was done", "count them again");
		this.browser.click("Count again");
		this.browser.awaitText("This is about exactly 3 jobs");
		assertThat(this.failedJobs.count(FailedJobQuery.all())).isEqualTo(3);
		this.browser.assertRefused(400);
	}

	@Test
	void manyJobsAreDeletedOnceThatIsConfirmed() {
		insert(2);
		open("#act");
		this.browser.click("Delete: with their attempts, permanently");
		assertThat(this.browser.click("Delete 2 jobs", false)).contains("2 jobs", "permanently");
		assertThat(this.failedJobs.count(FailedJobQuery.all())).isEqualTo(2);
		assertThat(this.browser.click("Delete 2 jobs", true)).contains("2 jobs", "permanently");
		this.browser.awaitText("Status done", "deleted");
		assertThat(this.failedJobs.count(FailedJobQuery.all())).isZero();
	}

	@Test
	void operationIsPausedResumedAndAborted() {
		insert(100);
		UUID operation = this.application.bean(BulkOperations.class)
			.start(BulkRequest.discard(FailedJobQuery.all(), 100).withNote(ANNA).withPerSecond(1));
		open("#operations");
		this.browser.awaitText("discard running", "of 100 all");
		open("#operation/" + operation);
		this.browser.fill("Comment", "to see");
		this.browser.click("Pause");
		this.browser.awaitText("The operation is paused", "Status paused");
		this.browser.click("Resume");
		this.browser.awaitText("The operation is resumed", "Status running");
		this.browser.click("Next");
		this.browser.awaitText("51 ", "100 ", "waiting");
		this.browser.click("Abort");
		this.browser.awaitText("Status aborted");
		assertThat(this.browser.offers("Abort")).isFalse();
		open("#record");
		this.browser.awaitText("abort", "pause", "to see", "anna discard an operation on 100 jobs no use");
	}

	@Test
	void payloadThatIsLongOrDeepIsIndentedWithinLimits() {
		JobId id = fail(Work.fail());
		String deep = "[".repeat(900) + "1" + ",1".repeat(30_000) + "]".repeat(900);
		this.jdbc.sql("update compute.jobs set payload = ?::json").param(deep).update();
		open("#job/" + id);
		this.browser.awaitText("Payload", "1,");
		assertThat(this.browser.text()).hasSizeLessThan(4_000_000);
		this.jdbc.sql("update compute.jobs set payload = to_json(repeat('x', 2000000))").update();
		this.browser.click("Refresh");
		this.browser.awaitText("Omitted: payload: its 2000002 bytes");
	}

	@Test
	void hostileTextIsShownAsText() {
		JobId id = fail(new Work(HOSTILE, 0));
		this.service.discard(id, AuditNote.because(HOSTILE).by(HOSTILE));
		this.service.restore(id, AuditNote.none());
		for (String view : new String[] { "", "#jobs", "#job/" + id, "#record", "#jobs?message=" + encoded(),
				"#act?message=" + encoded(), "#jobs?group=" + encoded(), "#" + encoded() }) {
			open(view);
			this.browser.awaitText("Failed jobs", "Refresh");
			if (view.startsWith("#job") || view.equals("#record")) {
				this.browser.awaitText(HOSTILE);
			}
		}
		assertThat(this.browser.count("//img")).isZero();
		// It is no group's name.
		this.browser.assertRefused(400);
	}

	private static String encoded() {
		return URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
	}

	@Test
	void queueIsNotPausedWithoutAReason() {
		open("#queues");
		this.browser.click("Pause");
		this.browser.awaitText("Nothing was done. Comment: ");
		assertThat(this.application.bean(QueueControl.class).paused()).isEmpty();
	}

	@Test
	void queueIsPausedWithAReasonAndResumed() {
		fail(Work.fail());
		awaitShown("#queues", () -> this.browser.text().contains("work 0 0 0 1 "));
		this.browser.awaitText("Failed Dead letters");
		this.browser.fill("Comment", "maintenance");
		this.browser.click("Pause");
		this.browser.awaitText("The queue is paused", ": maintenance");
		assertThat(this.application.bean(QueueControl.class).paused()).hasSize(1);
		this.browser.click("Resume work");
		this.browser.awaitText("The queue is resumed");
		assertThat(this.application.bean(QueueControl.class).paused()).isEmpty();
	}

	@Test
	void jobsOfAQueueThatNoWorkerServesAreMovedAndTheRecordOfTheQueueSaysByWhom() {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				values (gen_random_uuid(), 'old', ?, '{"action":"succeed","number":0}', 'queued', now())""")
			.param(Work.class.getName())
			.update();
		this.application.bean(UnservedQueues.class).refresh();
		open("#queues");
		this.browser.awaitText("No live worker serves these queues", "Unserved queues");
		this.browser.fill("Your name", "anna");
		this.browser.fill("From", "old");
		this.browser.fill("To", "work");
		this.browser.fill("Comment on the move", "renamed");
		this.browser.click("Move");
		this.browser.awaitText("1 job was moved.");
		Awaitility.await()
			.until(() -> this.jdbc.sql("select count(*) from compute.jobs where queue = 'work' and status = 'complete'")
				.query(Integer.class)
				.single() == 1);
		this.browser.click("work");
		this.browser.awaitText("anna", "move", "1 from old to work", "renamed");
	}

	@Test
	void jobsThatNoInstanceTakesAreShownByTheirType() {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				select gen_random_uuid(), 'work', 'elsewhere', '{}', 'queued', now() from generate_series(1, 2)""")
			.update();
		awaitShown("#queues", () -> this.browser.text().contains("2 × elsewhere"));
		this.browser.awaitText("No executor");
	}

	@Test
	void deadLettersAreRepaired() {
		JobId id = fail(Work.fail());
		Awaitility.await().until(() -> !this.platform.deadLetters("work", 10).isEmpty());
		this.service.discard(id);
		open("#queues");
		this.browser.awaitText("Repair dead letters");
		this.browser.click("Repair");
		this.browser.awaitText("stale were removed");
		assertThat(this.application.bean(AuditLog.class).entriesOfQueue("work", 1)).extracting(AuditEntry::action)
			.containsExactly(Action.REPAIR);
	}

	@Test
	void rejectedMessagesAreShownOnlyWhereThereAreAnyAndAreDiscardedAndMovedBack() {
		open("#queues");
		this.browser.awaitText("Repair dead letters");
		assertThat(this.browser.text()).doesNotContain("Rejected messages");
		this.application.bean(RabbitTemplate.class).convertAndSend(this.queue, (Object) ('"' + HOSTILE + '"'));
		Awaitility.await().until(() -> rejected("resolved_at is null") == 1);
		this.application.bean(RabbitTemplate.class).convertAndSend(this.queue, (Object) "another");
		Awaitility.await().until(() -> rejected("resolved_at is null") == 2);
		awaitShown("#queues", () -> this.browser.count("//a[starts-with(@href, '#messages') and . = '2']") == 1);
		open("#messages?queue=work");
		this.browser.awaitText("Rejected messages", "it has no header compute-try-count");
		long hostile = this.jdbc.sql("select min(id) from compute.rejected_messages").query(Long.class).single();
		open("#message?id=" + hostile);
		this.browser.awaitText("Rejected message " + hostile, "Queue work", "Body", '"' + HOSTILE + '"');
		assertThat(this.browser.count("//img")).isZero();
		this.browser.fill("Your name", "anna");
		this.browser.fill("Comment", "no use");
		this.browser.click("Discard");
		this.browser.awaitText("The message is discarded.", "discard by anna", "no use");
		assertThat(this.browser.offers("Move back")).isFalse();
		open("#message?id=" + (hostile + 1));
		this.browser.click("Move back");
		this.browser.awaitText("The message is back in its queue.");
		Awaitility.await().until(() -> rejected("times = 2") == 1);
		open("#messages?queue=work&resolved=true");
		this.browser.awaitText("Moved back or discarded", "discard by anna");
		open("#queuerecord?queue=work");
		this.browser.awaitText("anna", "discard", "move-back");
	}

	private int rejected(String condition) {
		return this.jdbc.sql("select count(*) from compute.rejected_messages where " + condition)
			.query(Integer.class)
			.single();
	}

	/** Of what was looked up shortly before, the page shows that. */
	private void awaitShown(String view, BooleanSupplier shown) {
		Awaitility.await().pollInSameThread().until(() -> {
			open(view);
			this.browser.awaitText("Refresh");
			return shown.getAsBoolean();
		});
	}

	private void open(String view) {
		this.browser.open(this.application.address() + "failedjobspage" + view);
	}

	private JobId fail(Work work) {
		JobId id = this.platform.submit("work", work);
		await(id, JobStatus.FAILED);
		return id;
	}

	private void await(JobId id, JobStatus status) {
		Awaitility.await().until(() -> status(id) == status);
	}

	private JobStatus status(JobId id) {
		return this.platform.find(id).orElseThrow().status();
	}

	/**
	 * Failed jobs, of which the last has failed last.
	 */
	private void insert(int count) {
		this.jdbc
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, finished_at, failed_at,
					  failure_reason, failure_message)
					select gen_random_uuid(), 'other', 'Type', '{}', 'failed', 1, 1, now(),
					  now() - interval '1 hour' + number * interval '1 second', 'timed-out', 'Message ' || number
					from generate_series(1, :count) as number""")
			.param("count", count)
			.update();
	}

}
