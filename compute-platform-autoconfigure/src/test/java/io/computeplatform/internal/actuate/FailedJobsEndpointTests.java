package io.computeplatform.internal.actuate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobsEndpointTests {

	private static final String SUCCEED = "{\"action\":\"succeed\",\"number\":0}";

	private HttpApplication application;

	private AsyncPlatform platform;

	private FailedJobRepository failedJobs;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = HttpApplication.start(environment,
				"management.endpoints.web.exposure.include=failedjobs,computequeues,computemessages",
				"compute.async.masking.fields=pin", "compute.async.version=1.8.2");
		this.platform = this.application.bean(AsyncPlatform.class);
		this.failedJobs = this.application.bean(FailedJobRepository.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void deleteAll() {
		this.jdbc.sql("update compute.operations set status = 'aborted', finished_at = now() where finished_at is null")
			.update();
		this.jdbc.sql("delete from compute.jobs").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void pagesGoForthAndBack() {
		insert("wanted", 5);
		JsonNode first = get("failedjobs?limit=2");
		assertThat(first.path("jobs")).hasSize(2);
		assertThat(first.hasNonNull("previous")).isFalse();
		JsonNode second = get("failedjobs?limit=2&cursor=" + encode(first.path("next").asText()));
		assertThat(second.path("jobs")).hasSize(2).doesNotContainAnyElementsOf(first.path("jobs"));
		JsonNode third = get("failedjobs?limit=2&cursor=" + encode(second.path("next").asText()));
		assertThat(third.path("jobs")).hasSize(1);
		assertThat(third.hasNonNull("next")).isFalse();
		assertThat(get("failedjobs?limit=2&cursor=" + encode(second.path("previous").asText())).path("jobs"))
			.isEqualTo(first.path("jobs"));
	}

	@Test
	void jobIsShownWithWhatItsAttemptsHaveReported() {
		JobId id = new JobId(UUID.randomUUID());
		this.jdbc
			.sql("""
					with job as (
					  insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, started_at, finished_at,
					    worker, result_json, result_hidden)
					  values (:id, 'work', :type, '{"action":"succeed","number":0}', 'complete', 2, 4, now(), now(), 'w2',
					    '{"sum":3,"pin":1,"code":[2]}', '["code"]')
					), progress as (
					  insert into compute.attempt_progress (job_id, try_number, worker, done, total, progress_at, stack_sample,
					    sampled_at, reported_at)
					  values (:id, 1, 'w1', 1, 9, now(), 'at here', now(), now()),
					    (:id, 2, 'w2', 9, 9, now(), 'at there', now(), now())
					), failed as (
					  insert into compute.attempts (job_id, try_number, started_at, worker, outcome)
					  values (:id, 1, now(), 'w1', 'worker-lost')
					)
					insert into compute.attempt_log (job_id, try_number, worker, position, logged_at, level, text)
					values (:id, 1, 'w1', 0, now(), 'INFO', 'first'), (:id, 1, 'w1', 5, now(), 'WARN', '<b>second</b>')""")
			.param("id", id.value())
			.param("type", Work.class.getName())
			.update();
		JsonNode job = get("failedjobs/" + id);
		assertThat(job.path("result").asText()).isEqualTo("{\"sum\":3,\"pin\":\"***\",\"code\":\"***\"}");
		assertThat(job.path("progress").path("done").asLong()).isEqualTo(9);
		assertThat(job.path("stackSample").path("stackTrace").asText()).isEqualTo("at there");
		assertThat(job.path("log").findValuesAsText("text")).containsExactly("first", "4 lines were dropped",
				"<b>second</b>");
		JsonNode lost = job.path("history").path(0);
		assertThat(lost.path("stackSample").path("stackTrace").asText()).isEqualTo("at here");
		assertThat(lost.path("progress").path("done").asLong()).isOne();
	}

	@Test
	void jobIsListedWithItsFailureAndGroup() {
		JobId id = fail();
		JsonNode job = get("failedjobs").path("jobs").path(0);
		assertThat(job.path("id").asText()).isEqualTo(id.toString());
		assertThat(job.path("queue").asText()).isEqualTo("work");
		assertThat(job.path("type").asText()).isEqualTo(Work.class.getName());
		assertThat(job.path("status").asText()).isEqualTo("failed");
		assertThat(job.path("tryCount").asInt()).isOne();
		assertThat(job.path("maxTries").asInt()).isOne();
		assertThat(Instant.parse(job.path("failedAt").asText())).isAfter(Instant.parse(job.path("createdAt").asText()));
		assertThat(job.path("reason").asText()).isEqualTo("executor-failed");
		assertThat(job.path("exceptionClass").asText()).isEqualTo("java.lang.IllegalStateException");
		assertThat(job.path("message").asText()).isEqualTo("Try 1 failed on purpose");
		assertThat(job.has("payload")).isFalse();
		JsonNode group = get("failedjobs/groups").path("groups").path(0);
		assertThat(group.path("count").asInt()).isOne();
		assertThat(group.path("title").asText()).isEqualTo("IllegalStateException at WorkExecutor.fail")
			.isEqualTo(job.path("title").asText());
		assertThat(group.path("group").asText()).isEqualTo(job.path("group").asText());
		assertThat(group.path("firstSeen").asText()).isEqualTo(job.path("failedAt").asText());
		assertThat(group.path("lastSeen").asText()).isEqualTo(job.path("failedAt").asText());
		assertThat(group.path("queues").toString()).isEqualTo("[\"work\"]");
		assertThat(group.path("example").asText()).isEqualTo(id.toString());
	}

	@Test
	void versionsOfJobsAttemptsGroupsAndWorkersAreShown() {
		JobId id = fail();
		JsonNode groups = get("failedjobs/groups");
		assertThat(groups.path("runningVersions").toString()).isEqualTo("[\"1.8.2\"]");
		assertThat(groups.at("/groups/0/firstVersion").asText()).isEqualTo("1.8.2");
		assertThat(groups.at("/groups/0/lastVersion").asText()).isEqualTo("1.8.2");
		assertThat(get("failedjobs").at("/jobs/0/version").asText()).isEqualTo("1.8.2");
		assertThat(get("failedjobs/" + id).path("version").asText()).isEqualTo("1.8.2");
		assertThat(get("failedjobs/" + id).at("/history/0/version").asText()).isEqualTo("1.8.2");
		this.jdbc.sql("update compute.attempts set version = null").update();
		assertThat(get("failedjobs/groups").at("/groups/0").toString()).contains("\"firstVersion\":null",
				"\"lastVersion\":null");
		assertThat(get("failedjobs/" + id).path("version").isNull()).isTrue();
	}

	@Test
	void retryThatAwaitsAVersionIsShownWaitingAndCanBeAborted() {
		fail();
		JsonNode started = post("failedjobs",
				Map.of("queue", "work", "action", "retry", "expectedCount", 1, "awaitedVersion", "1.8.3"), 200);
		String operation = "failedjobs/operations/" + started.path("operation").asText();
		assertThat(get(operation).path("status").asText()).isEqualTo("waiting");
		assertThat(get(operation).path("awaitedVersion").asText()).isEqualTo("1.8.3");
		assertThat(post(operation, Map.of("action", "pause"), 409).path("message").asText()).contains("is waiting");
		assertThat(post(operation, Map.of("action", "abort"), 200).path("done").asBoolean()).isTrue();
		assertThat(get(operation).path("status").asText()).isEqualTo("aborted");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			queue     | wanted
			type      | Type of wanted
			exception | Exception of wanted
			message   | MESSAGE OF WANTED
			group     | 00000000-0000-0001-0000-000000000001
			reason    | timed-out
			worker    | wanted@1
			since     | 2026-01-02T00:00:01Z
			until     | 2026-01-02T00:00:01Z
			minTries  | 3
			maxTries  | 3
			payload   | $.of == "wanted"
			""")
	void filterReachesListCountGroupsAndOperation(String filter, String value) {
		boolean below = filter.equals("until") || filter.equals("maxTries");
		UUID wanted = insert("wanted", new UUID(1, 1), "timed-out", below ? 1 : 3, below ? 1 : 3);
		insert("other", new UUID(2, 2), "executor-failed", below ? 3 : 1, below ? 4 : 2);
		String query = "?" + filter + "=" + encode(value);
		JsonNode page = get("failedjobs" + query);
		assertThat(page.path("jobs")).hasSize(1);
		assertThat(page.path("jobs").path(0).path("id").asText()).isEqualTo(wanted.toString());
		assertThat(get("failedjobs/count" + query).path("count").asInt()).isOne();
		assertThat(get("failedjobs/groups" + query).path("groups")).hasSize(1);
		JsonNode started = post("failedjobs",
				Map.of(filter, value, "action", "discard", "expectedCount", 1, "actor", "anna", "comment", "no use"),
				200);
		JsonNode operation = get("failedjobs/operations/" + started.path("operation").asText());
		assertThat(operation.path("total").asInt()).isOne();
		assertThat(operation.path("query").path(filter).asText()).isEqualTo(value);
		assertThat(operation.path("jobs").path(0).path("job").asText()).isEqualTo(wanted.toString());
	}

	@Test
	void filtersNarrowEachOtherAndEmptyOnesCountForNothing() {
		insert("wanted", 2);
		insert("other", 1);
		assertThat(get("failedjobs/count?queue=wanted&minTries=1&type=&limit=").path("count").asInt()).isEqualTo(2);
		assertThat(get("failedjobs/count?queue=wanted&minTries=2").path("count").asInt()).isZero();
		assertThat(get("failedjobs?cursor=&limit=").path("jobs")).hasSize(3);
	}

	@Test
	void oneJobIsShownWithMaskedPayloadAndItsHistoryWhateverBecameOfIt() {
		JobId id = fail();
		this.jdbc.sql("update compute.jobs set payload = '{\"action\":\"fail\",\"number\":0,\"pin\":\"pin 4711\"}'")
			.update();
		post("failedjobs/" + id, Map.of("action", "discard", "actor", "anna", "comment", "no use"), 200);
		Answer answer = this.application.get("failedjobs/" + id);
		assertThat(answer.body()).doesNotContain("pin 4711");
		JsonNode job = answer.json();
		assertThat(job.path("status").asText()).isEqualTo("discarded");
		assertThat(job.path("message").asText()).isEqualTo("Try 1 failed on purpose");
		assertThat(job.path("payload").asText()).isEqualTo("{\"action\":\"fail\",\"number\":0,\"pin\":\"***\"}");
		assertThat(job.path("history")).hasSize(2);
		JsonNode attempt = job.path("history").path(0);
		assertThat(attempt.path("kind").asText()).isEqualTo("attempt");
		assertThat(attempt.path("tryNumber").asInt()).isOne();
		assertThat(attempt.path("worker").asText()).contains("@");
		assertThat(attempt.path("reason").asText()).isEqualTo("executor-failed");
		assertThat(attempt.path("stackTrace").asText()).contains("WorkExecutor.fail(");
		assertThat(attempt.path("at").asText()).isEqualTo(job.path("failedAt").asText());
		JsonNode action = job.path("history").path(1);
		assertThat(action.path("kind").asText()).isEqualTo("action");
		assertThat(action.path("action").asText()).isEqualTo("discard");
		assertThat(action.path("actor").asText()).isEqualTo("anna");
		assertThat(action.path("comment").asText()).isEqualTo("no use");
		assertThat(get("failedjobs/actions?limit=1").path("actions").path(0)).isEqualTo(action);
		assertThat(get("failedjobs/actions?before=" + action.path("number").asLong()).path("actions"))
			.doesNotContain(action);
	}

	@Test
	void failedJobIsShownWithItsGroup() {
		JobId id = fail();
		assertThat(get("failedjobs/" + id).path("title").asText())
			.isEqualTo("IllegalStateException at WorkExecutor.fail");
	}

	@Test
	void oneJobIsRetriedDiscardedRestoredAndDeleted() {
		JobId id = fail();
		assertThat(act(id, "discard", 200).path("done").asBoolean()).isTrue();
		assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.DISCARDED);
		assertThat(act(id, "restore", 200).path("done").asBoolean()).isTrue();
		assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED);
		assertThat(act(id, "retry", 200).path("done").asBoolean()).isTrue();
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED);
			assertThat(this.platform.find(id).orElseThrow().tryCount()).isEqualTo(2);
		});
		assertThat(act(id, "delete", 200).path("done").asBoolean()).isTrue();
		assertThat(this.platform.find(id)).isEmpty();
		assertThat(this.application.get("failedjobs/" + id).status()).isEqualTo(404);
	}

	@Test
	void editIsACopyThatRuns() {
		JobId id = fail();
		JsonNode done = post("failedjobs/" + id, Map.of("action", "retry-edited", "payload", SUCCEED), 200);
		assertThat(done.path("done").asBoolean()).isTrue();
		JobId copy = JobId.of(done.path("copy").asText());
		await(copy, JobStatus.COMPLETE);
		JsonNode edit = get("failedjobs/" + copy).path("history").path(0);
		assertThat(edit.path("action").asText()).isEqualTo("retry-edited");
		assertThat(edit.path("job").asText()).isEqualTo(id.toString());
		assertThat(edit.path("copy").asText()).isEqualTo(copy.toString());
		assertThat(edit.path("difference").asText()).contains("/action");
		assertThat(edit.path("actor").asText()).isEqualTo("unknown");
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry", "discard", "restore", "delete", "retry-edited" })
	void jobThatIsNotWhatItShouldBeIsAConflictThatSaysSo(String action) {
		JobId id = this.platform.submit("work", Work.succeed());
		await(id, JobStatus.COMPLETE);
		Map<String, Object> body = action.equals("retry-edited") ? Map.of("action", action, "payload", SUCCEED)
				: Map.of("action", action);
		JsonNode answer = post("failedjobs/" + id, body, 409);
		assertThat(answer.path("done").asBoolean(true)).isFalse();
		assertThat(answer.path("message").asText()).contains("is complete", action);
		String unknown = UUID.randomUUID().toString();
		assertThat(post("failedjobs/" + unknown, body, 404).path("message").asText()).contains(unknown);
	}

	@Test
	void operationIsStartedPausedResumedAndAborted() {
		insert("wanted", 100);
		JsonNode started = post("failedjobs", Map.of("queue", "wanted", "action", "discard", "expectedCount", "100",
				"perSecond", 1, "actor", "anna", "comment", "no use"), 200);
		String operation = "failedjobs/operations/" + started.path("operation").asText();
		for (Map.Entry<String, String> step : List.of(Map.entry("pause", "paused"), Map.entry("resume", "running"),
				Map.entry("abort", "aborted"))) {
			Map<String, Object> body = Map.of("action", step.getKey(), "actor", "bert", "comment", "to see");
			assertThat(post(operation, body, 200).path("done").asBoolean()).isTrue();
			assertThat(get(operation).path("status").asText()).isEqualTo(step.getValue());
			JsonNode again = post(operation, body, 409);
			assertThat(again.path("done").asBoolean(true)).isFalse();
			assertThat(again.path("message").asText()).contains("is " + step.getValue());
		}
		JsonNode shown = get(operation + "?limit=2&after=98");
		assertThat(shown.path("action").asText()).isEqualTo("discard");
		assertThat(shown.path("query").toString()).isEqualTo("{\"queue\":\"wanted\"}");
		assertThat(shown.path("total").asInt()).isEqualTo(100);
		assertThat(shown.path("perSecond").asInt()).isOne();
		assertThat(shown.path("finishedAt").asText()).endsWith("Z");
		assertThat(shown.path("outcomes").path("discarded").asLong()).isEqualTo(shown.path("acted").asLong());
		assertThat(shown.path("jobs")).hasSize(2);
		assertThat(shown.path("jobs").path(0).path("position").asInt()).isEqualTo(99);
		assertThat(shown.path("jobs").path(0).path("result").asText()).isEqualTo("waiting");
		assertThat(shown.path("jobs").path(0).path("status").asText()).isEqualTo("failed");
		assertThat(get("failedjobs/operations?limit=1").path("operations").path(0).path("id"))
			.isEqualTo(shown.path("id"));
		assertThat(get("failedjobs/actions?limit=4").path("actions").findValuesAsText("actor")).containsExactly("bert",
				"bert", "bert", "anna");
	}

	@Test
	void operationWithCanaryRetriesItsJobs() {
		JobId id = fail();
		JsonNode started = post("failedjobs",
				Map.of("queue", "work", "action", "retry", "expectedCount", 1, "canaryJobs", 1, "canaryPercent", 100),
				200);
		String operation = "failedjobs/operations/" + started.path("operation").asText();
		Awaitility.await().untilAsserted(() -> {
			JsonNode shown = get(operation);
			assertThat(shown.path("acted").asInt()).isOne();
			assertThat(shown.path("canaryJobs").asInt()).isOne();
			assertThat(shown.path("canaryPercent").asInt()).isEqualTo(100);
			assertThat(shown.at("/jobs/0/result").asText()).isEqualTo("acted");
			assertThat(shown.at("/jobs/0/job").asText()).isEqualTo(id.toString());
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			limit=0                         | limit '0'         | 1 to 1000
			limit=1001                      | limit '1001'      | 1 to 1000
			limit=many                      | limit 'many'      | a whole number
			limit=99999999999               | limit '99999999999' | a whole number
			cursor=x                        | cursor 'x'        | FailedJobPage.next()
			group=1                         | group '1'         | a UUID
			since=yesterday                 | since 'yesterday' | such as 2026-01-31T10:02:00Z
			until=2026-01-31T10:02:00       | until '2026-01-31T10:02:00' | a time with its zone
			minTries=abc                    | minTries 'abc'    | 0 or more
			maxTries=-1                     | maxTries '-1'     | 0 or more
			reason=bad-luck                 | reason 'bad-luck' | executor-failed
			queue=a%0d%0aSet-Cookie:x       | queue 'a??Set-Cookie:x' | without control characters
			message=%00                     | message '?'       | without control characters
			payload=$.a+%3D%3D              | payload '$.a =='  | predicate
			payload=')+or+1%3D1--           | payload '') or 1=1--' | predicate
			""")
	void badFilterIsRefusedWithWhatIsAllowed(String query, String given, String allowed) {
		Answer answer = this.application.get("failedjobs?" + query.strip());
		assertRefused(answer, given, allowed);
		if (!query.startsWith("cursor")) {
			assertRefused(this.application.get("failedjobs/groups?" + query.strip()), given, allowed);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "'; drop table compute.jobs; --", "\" or \"\"=\"", "%' or 1=1 --", ":queue", "${x} #{1+1}",
			"<script>alert(1)</script>", "\\", "{{7*7}}", "../../etc/passwd" })
	void hostileTextIsATextThatMatchesNothing(String text) {
		insert("wanted", 2);
		for (String filter : List.of("queue", "type", "exception", "message", "worker")) {
			assertThat(get("failedjobs/count?" + filter + "=" + encode(text)).path("count").asInt(-1)).as(filter)
				.isZero();
		}
		assertThat(get("failedjobs/count").path("count").asInt()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					{}                                                            | action 'null'     | retry, discard, delete
					{"action": "drop", "expectedCount": 1}                               | action 'drop'     | retry, discard, delete
					{"action": "restore", "expectedCount": 1}                            | action 'restore'  | retry, discard, delete
					{"action": "discard"}                                         | expectedCount 'null'     | count
					{"action": "discard", "expectedCount": 9, "quue": "x"}        | condition 'quue'  | queue
					{"action": "discard", "expectedCount": 9, "quue": ""}         | condition 'quue'  | queue
					{"action": "discard", "expectedCount": 9, "filters": "x"}     | condition 'filters' | queue
					{"action": "discard", "expectedCount": 9, "caller": "x"}      | condition 'caller' | queue
					{"action": "discard", "expectedCount": "all"}                        | expectedCount 'all'      | a whole number
					{"action": "discard", "expectedCount": -1}                           | expectedCount '-1'       | 0 to
					{"action": "discard", "expectedCount": 1}                            | expectedCount '1'        | count them again
					{"action": "discard", "expectedCount": 2, "perSecond": 0}            | perSecond '0'     | 1 or more
					{"action": "discard", "expectedCount": 2, "queue": "a\\u0000"}       | queue 'a?'        | without control characters
					{"action": "discard", "expectedCount": 2, "payload": "$.x"}          | payload '$.x'     | predicate
					{"action": "retry", "expectedCount": 2, "canaryJobs": 1}             | canaryPercent 'null' | canaryJobs
					{"action": "retry", "expectedCount": 2, "canaryPercent": 50}         | canaryJobs 'null' | canaryPercent
					{"action": "discard", "expectedCount": 2, "canaryJobs": 1, "canaryPercent": 50} | canary 'discard' | retry
					{"action": "discard", "expectedCount": 2, "awaitedVersion": "1"}     | awaitedVersion 'discard' | retry
					{"action": "retry", "expectedCount": 2, "awaitedVersion": " 1"}      | awaitedVersion ' 1' | white space
					{"action": "retry", "expectedCount": 2, "awaitedVersion": "1\\u0000"} | awaitedVersion '1?' | printable
					{"action": "retry", "expectedCount": 2}                              | wanted            | work
					{"action": "discard", "expectedCount": 2, "comment": "a\\u0000"}         | comment 'a?'          | without control characters
					{"action": "discard", "expectedCount": 2, "comment": "a\\nb"}            | comment 'a?b'         | without control characters
					{"action": "discard", "expectedCount": 2, "actor": "a\\u001b[2J"}       | actor 'a?[2J'        | without control characters
					{"action": "discard", "expectedCount": 2, "actor": "a\\u202eb"}         | actor 'a?b'          | without control characters
					{"action": "discard", "expectedCount": 2, "queue": "a\\u2066b"}      | queue 'a?b'       | without control characters
					""")
	void badOperationIsRefusedAndNothingIsStarted(String body, String given, String allowed) {
		insert("wanted", 2);
		int before = get("failedjobs/operations").path("operations").size();
		assertRefused(this.application.post("failedjobs", body), given, allowed);
		assertThat(get("failedjobs/operations").path("operations")).hasSize(before);
		assertThat(get("failedjobs/count").path("count").asInt()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{}                                                       | action 'null'    | retry, retry-edited, discard
			{"action": "drop"}                                       | action 'drop'    | restore, delete
			{"action": "RETRY"}                                      | action 'RETRY'   | restore, delete
			{"action": "retry", "payload": "{}"}                     | payload          | retry-edited only
			{"action": "retry-edited"}                               | payload 'null'   | JSON
			{"action": "retry-edited", "payload": "{\\"nmber\\": 1}"} | payload         | field 'nmber'
			{"action": "retry-edited", "payload": "{"}               | payload          | JSON
			{"action": "discard", "by": "anna"}                      | parameter 'by'   | actor
			{"action": "discard", "actor": "a\\u0000"}                  | actor 'a?'          | 200 characters
			""")
	void badActionIsRefusedAndNothingIsDone(String body, String given, String allowed) {
		JobId id = fail();
		assertRefused(this.application.post("failedjobs/" + id, body), given, allowed);
		assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED);
		assertThat(this.failedJobs.history(id)).hasSize(1);
	}

	@Test
	void bodyThatIsNoObjectOfTextsIsABadRequest() {
		JobId id = fail();
		for (String body : List.of("{\"action\":", "[]", "{\"action\": {\"a\": 1}}", "\"discard\"")) {
			assertThat(this.application.post("failedjobs/" + id, body).status()).as(body).isEqualTo(400);
			assertThat(this.application.post("failedjobs", body).status()).as(body).isEqualTo(400);
		}
		assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED);
	}

	@Test
	void parameterThatARequestDoesNotKnowIsRefused() {
		String job = fail().toString();
		for (String path : List.of("failedjobs", "failedjobs/count", "failedjobs/groups", "failedjobs/actions",
				"failedjobs/operations", "failedjobs/operations/" + UUID.randomUUID(), "failedjobs/" + job,
				"computequeues", "computequeues/work", "computemessages", "computemessages/1")) {
			assertRefused(this.application.get(path + "?beofre=1"), "'beofre'", "");
		}
	}

	@Test
	void bodyReplacesNoPartOfThePath() {
		JobId named = fail();
		JobId other = fail();
		assertRefused(
				this.application.post("failedjobs/" + named, "{\"action\": \"discard\", \"jobId\": \"" + other + "\"}"),
				"jobId '" + other + "'", named.toString());
		assertRefused(this.application.get("failedjobs/" + named + "?what=count"), "what 'count'", named.toString());
		assertRefused(this.application.get("computequeues/work?queue=second"), "queue 'second'", "work");
		assertRefused(this.application.get("computemessages?queue=a&queue=b"), "queue '[a, b]'", "one text");
		assertThat(List.of(named, other))
			.allSatisfy((id) -> assertThat(this.platform.find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED));
	}

	@Test
	void endpointIsOfferedOverHttpOnly(TestEnvironment environment) throws Exception {
		String[] both = { TestApplication.EVERYTHING, "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=*", "spring.jmx.default-domain=http-only" };
		try (TestApplication overJmx = TestApplication.start(environment, both)) {
			assertThat(overJmx.bean(MBeanServer.class).queryNames(new ObjectName("http-only:type=Endpoint,*"), null))
				.extracting((name) -> name.getKeyProperty("name"))
				.contains("Computequeues", "Computemessages")
				.doesNotContain("Failedjobs", "Failedjobspage");
		}
	}

	@Test
	void whatIsNotThereIsNotFoundOrRefused() {
		String unknown = UUID.randomUUID().toString();
		Answer job = this.application.get("failedjobs/" + unknown);
		assertThat(job.status()).isEqualTo(404);
		assertThat(job.json().path("message").asText()).contains(unknown);
		assertThat(this.application.get("failedjobs/operations/" + unknown).status()).isEqualTo(404);
		assertThat(this.application.post("failedjobs/operations/" + unknown, "{\"action\":\"pause\"}").status())
			.isEqualTo(404);
		assertRefused(this.application.get("failedjobs/cuont"), "id 'cuont'", "a UUID");
		assertRefused(this.application.get("failedjobs/operations/1"), "id '1'", "a UUID");
		assertRefused(this.application.get("failedjobs/groups/" + unknown), "'groups'", "operations");
		assertRefused(this.application.post("failedjobs/count", "{\"action\":\"retry\"}"), "id 'count'", "a UUID");
		assertRefused(this.application.post("failedjobs/operations/" + unknown, "{\"action\":\"stop\"}"),
				"action 'stop'", "pause, resume, abort");
		assertRefused(this.application.get("failedjobs/operations/" + unknown + "?after=x"), "after 'x'",
				"a whole number");
		assertRefused(this.application.get("failedjobs/actions?before=x"), "before 'x'", "a whole number");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", delimiter = '|', quoteCharacter = '~', textBlock = """
			text/plain                        | {"action": "delete"}
			application/x-www-form-urlencoded | action=delete
			application/x-www-form-urlencoded | ~~
			none                              | {"action": "delete"}
			none                              | ~~
			""")
	void whatAForeignPageCanSendIsRefused(String type, String body) {
		JobId id = fail();
		assertThat(this.application.post("failedjobs/" + id + "?action=delete", type, body).status()).isEqualTo(415);
		assertThat(this.application.post("failedjobs?action=delete&expectedCount=9", type, body).status())
			.isEqualTo(415);
		assertThat(this.platform.find(id)).isPresent();
	}

	@Test
	void nobodySeesOrDoesAnythingUnlessItIsExposed() {
		TestEnvironment own = TestEnvironment.create();
		try (HttpApplication closed = HttpApplication.start(own)) {
			assertThat(closed.get("failedjobs").status()).isEqualTo(404);
			assertThat(closed.get("failedjobs/count").status()).isEqualTo(404);
			assertThat(closed.post("failedjobs", "{\"action\":\"delete\",\"expectedCount\":0}").status())
				.isEqualTo(404);
			assertThat(closed.bean(BulkOperations.class).newest(1)).isEmpty();
		}
		finally {
			own.close();
		}
	}

	@Test
	void readOnlyAccessDoesNothing() {
		TestEnvironment own = TestEnvironment.create();
		try (HttpApplication readOnly = HttpApplication.start(own,
				"management.endpoints.web.exposure.include=failedjobs",
				"management.endpoint.failedjobs.access=read-only")) {
			assertThat(readOnly.get("failedjobs").status()).isEqualTo(200);
			assertThat(readOnly.get("failedjobs/count").status()).isEqualTo(200);
			assertThat(readOnly.post("failedjobs", "{\"action\":\"delete\",\"expectedCount\":0}").status()).isIn(404,
					405);
			assertThat(readOnly.post("failedjobs/" + UUID.randomUUID(), "{\"action\":\"delete\"}").status()).isIn(404,
					405);
			assertThat(readOnly.bean(BulkOperations.class).newest(1)).isEmpty();
		}
		finally {
			own.close();
		}
	}

	@Test
	void payloadsAreNotSearchedWhereThatIsSwitchedOff(TestEnvironment environment) {
		try (HttpApplication other = HttpApplication.start(environment,
				"management.endpoints.web.exposure.include=failedjobs", "compute.async.admin.payload-filter=false",
				"compute.async.worker.enabled=false")) {
			insert("wanted", 1);
			String path = "$.of == \"wanted\"";
			for (String read : List.of("failedjobs", "failedjobs/count", "failedjobs/groups")) {
				assertRefused(other.get(read + "?payload=" + encode(path)), "payload '" + path + "'",
						"none, because compute.async.admin.payload-filter is false");
				assertThat(other.get(read + "?queue=wanted").status()).isEqualTo(200);
			}
			assertRefused(
					other.post("failedjobs",
							"{\"action\":\"delete\",\"expectedCount\":1,\"payload\":\"$.of == \\\"wanted\\\"\"}"),
					"payload '" + path + "'", "none, because compute.async.admin.payload-filter is false");
			assertThat(other.get("failedjobs/count").json().path("count").asInt()).isOne();
		}
	}

	private static void assertRefused(Answer answer, String given, String allowed) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().path("message").asText()).contains(given, allowed);
	}

	private JsonNode get(String path) {
		Answer answer = this.application.get(path);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json();
	}

	private JsonNode act(JobId id, String action, int status) {
		return post("failedjobs/" + id, Map.of("action", action), status);
	}

	private JsonNode post(String path, Map<String, Object> body, int status) {
		Answer answer;
		try {
			answer = this.application.post(path, new ObjectMapper().writeValueAsString(body));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		return answer.json();
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private JobId fail() {
		JobId id = this.platform.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		await(id, JobStatus.FAILED);
		return id;
	}

	private void await(JobId id, JobStatus status) {
		Awaitility.await().until(() -> this.platform.find(id).orElseThrow().status() == status);
	}

	private void insert(String name, int count) {
		for (int i = 0; i < count; i++) {
			insert(name, new UUID(1, 1), "executor-failed", 1, 1);
		}
	}

	private UUID insert(String name, UUID group, String reason, int day, int tries) {
		UUID id = UUID.randomUUID();
		this.jdbc
			.sql("""
					insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, finished_at, failed_at,
					  failure_reason, failure_classes, failure_message, failure_fingerprint, failure_title)
					values (:id, :name, 'Type of ' || :name, json_build_object('of', :name), 'failed', :tries, 10, now(),
					  make_timestamptz(2026, 1, :day, 0, 0, 0, 'UTC'), :reason, array['Exception of ' || :name],
					  'Message of ' || :name, :group, 'title')""")
			.param("id", id)
			.param("name", name)
			.param("tries", tries)
			.param("day", day)
			.param("reason", reason)
			.param("group", group)
			.update();
		this.jdbc.sql("""
				insert into compute.attempts (job_id, try_number, started_at, worker, outcome)
				values (:id, 1, now(), :worker, 'timed-out')""").param("id", id).param("worker", name + "@1").update();
		return id;
	}

}
