package io.computeplatform.internal.actuate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.management.MBeanServer;

import com.fasterxml.jackson.databind.JsonNode;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.QueueControl;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
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
class JobsEndpointTests {

	private HttpApplication application;

	private AsyncPlatform platform;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = HttpApplication.start(environment, "management.endpoints.web.exposure.include=computejobs",
				"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*",
				"compute.async.masking.fields=pin");
		this.platform = this.application.bean(AsyncPlatform.class);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void deleteAll() {
		this.jdbc.sql("delete from compute.jobs").update();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void completeJobIsListedWithWhatItsRowTells() {
		JobId id = this.platform.submit("work", Work.failBefore(2));
		await(id, JobStatus.COMPLETE);
		JsonNode job = get("computejobs").path("jobs").path(0);
		assertThat(job.path("id").asText()).isEqualTo(id.toString());
		assertThat(job.path("queue").asText()).isEqualTo("work");
		assertThat(job.path("type").asText()).isEqualTo(Work.class.getName());
		assertThat(job.path("status").asText()).isEqualTo("complete");
		assertThat(job.path("tryCount").asInt()).isEqualTo(2);
		assertThat(job.path("maxTries").asInt()).isEqualTo(4);
		assertThat(List.of("createdAt", "failedAt", "startedAt", "finishedAt"))
			.extracting((name) -> Instant.parse(job.path(name).asText()))
			.isSorted();
		assertThat(job.path("worker").asText()).contains("@");
		assertThat(job.path("reason").asText()).isEqualTo("executor-failed");
		assertThat(job.path("message").asText()).isEqualTo("Try 1 failed on purpose");
		assertThat(job.has("payload")).isFalse();
		assertThat(job.has("waiting")).isFalse();
		assertThat(get("computejobs/" + id).path("waiting")).isEmpty();
	}

	@Test
	void jobThatWaitsIsShownWithItsMaskedPayloadAndWhyItWaits() {
		this.application.bean(QueueControl.class).pause("work", AuditNote.of("anna", "No paper"));
		try {
			JobId id = this.platform.submit("work", Work.succeed(),
					SubmitOptions.defaults().withDelay(Duration.ofDays(1)));
			this.jdbc.sql("update compute.jobs set payload = '{\"action\":\"succeed\",\"pin\":4711}'").update();
			Answer answer = this.application.get("computejobs/" + id);
			assertThat(answer.body()).doesNotContain("4711");
			JsonNode job = answer.json();
			assertThat(job.path("payload").asText()).isEqualTo("{\"action\":\"succeed\",\"pin\":\"***\"}");
			assertThat(job.path("waiting").findValuesAsText("kind")).containsExactly("not-due", "queue-paused");
			assertThat(job.path("waiting").path(0).path("until")).isEqualTo(job.path("dueAt"));
			assertThat(job.path("waiting").path(1).path("actor").asText()).isEqualTo("anna");
			assertThat(job.path("waiting").path(1).path("description").asText()).contains("No paper");
			assertThat(job.has("ahead")).isFalse();
			this.jdbc.sql("update compute.jobs set due_at = now()").update();
			assertThat(get("computejobs/" + id).path("ahead").toString()).isEqualTo("{\"count\":0,\"exact\":true}");
		}
		finally {
			this.application.bean(QueueControl.class).resume("work", AuditNote.of("anna", "Paper"));
		}
	}

	@Test
	void payloadThatIsTooLargeIsLeftOutAndItIsSaidWhereItIs() {
		UUID id = insert("complete");
		this.jdbc.sql("update compute.jobs set payload = to_json(repeat('x', 1048577))").update();
		JsonNode job = get("computejobs/" + id);
		assertThat(job.has("payload")).isFalse();
		assertThat(job.path("omitted").path(0).asText()).contains("1048579 bytes", "AsyncPlatform.find");
	}

	@Test
	void pagesGoForthAndBackAndAreCounted() {
		for (int i = 0; i < 5; i++) {
			insert("cancelled");
		}
		JsonNode first = get("computejobs?limit=2&status=cancelled&type=");
		assertThat(first.path("jobs")).hasSize(2);
		assertThat(first.hasNonNull("previous")).isFalse();
		JsonNode second = get("computejobs?status=cancelled&limit=2&cursor=" + first.path("next").asText());
		assertThat(second.path("jobs")).hasSize(2).doesNotContainAnyElementsOf(first.path("jobs"));
		assertThat(get("computejobs?status=cancelled&limit=2&cursor=" + second.path("previous").asText()).path("jobs"))
			.isEqualTo(first.path("jobs"));
		assertThat(get("computejobs/count?status=cancelled").toString()).isEqualTo("{\"count\":5,\"exact\":true}");
		assertThat(get("computejobs/count?status=queued").path("count").asInt()).isZero();
		assertThat(get("computejobs?cursor=&limit=").path("jobs")).hasSize(5);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			limit=0                         | limit '0'          | 1 to 1000
			limit=many                      | limit 'many'       | a whole number
			cursor=x                        | cursor 'x'         | for the same query
			status=lost                     | status 'lost'      | queued, in-progress, complete
			id=1                            | id '1'             | a UUID
			idPrefix=g                      | idPrefix 'g'       | the beginning of a UUID
			finishedSince=yesterday         | finishedSince 'yesterday' | such as 2026-01-31T10:02:00Z
			minTries=abc                    | minTries 'abc'     | 0 or more
			queue=a%0d%0aSet-Cookie:x       | queue 'a??Set-Cookie:x' | without control characters
			type=%00                        | type '?'           | without control characters
			payload=$.a+%3D%3D+1            | payload '$.a == 1' | together with a status and a queue or a time
			status=failed&queue=a&payload=$.a+%3D%3D | payload '$.a ==' | predicate
			group=1                         | condition 'group'  | status, queue, type, id, idPrefix, worker
			queue=a&queue=b                 | queue '[a, b]'     | one text
			""")
	void badRequestIsRefusedWithTheNames(String query, String given, String allowed) {
		for (String path : List.of("computejobs", "computejobs/count")) {
			if (path.equals("computejobs") || !query.startsWith("limit") && !query.startsWith("cursor")) {
				assertRefused(this.application.get(path + "?" + query), given, allowed);
			}
		}
	}

	@Test
	void parameterThatARequestDoesNotKnowIsRefused() {
		String id = UUID.randomUUID().toString();
		assertRefused(this.application.get("computejobs/" + id + "?queue=a"), "parameter 'queue'", "none");
		assertRefused(this.application.get("computejobs/count?limit=1"), "condition 'limit'", "status");
		assertRefused(this.application.get("computejobs/count?what=" + id), "what '" + id + "'", "count");
		assertRefused(this.application.get("computejobs/none"), "'none'", "UUID");
		assertThat(this.application.get("computejobs/" + id).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "computejobs", "computejobs/count", "computejobs/0198c5d2-1f00-7000-8000-000000000001" })
	void nothingIsChangedThroughIt(String path) {
		assertThat(this.application.post(path, "{\"action\":\"delete\"}").status()).isIn(404, 405);
	}

	@Test
	void hostileTextOfAJobIsOnlyText() {
		UUID id = insert("complete");
		this.jdbc.sql("update compute.jobs set type = ?, worker = ?").params("<script>\u202E", "\"},\n").update();
		JsonNode job = get("computejobs/" + id);
		assertThat(job.path("type").asText()).isEqualTo("<script>\u202E");
		assertThat(job.path("worker").asText()).isEqualTo("\"},\n");
		assertThat(get("computejobs?worker=" + URLEncoder.encode("';--", StandardCharsets.UTF_8)).path("jobs"))
			.isEmpty();
	}

	@Test
	void endpointIsOfferedOverHttpOnly() {
		assertThat(this.application.bean(MBeanServer.class).queryNames(null, null))
			.noneMatch((name) -> name.toString().toLowerCase().contains("computejobs"));
	}

	@Test
	void nobodySeesAnythingUnlessItIsExposed() {
		try (TestEnvironment own = TestEnvironment.create(); HttpApplication closed = HttpApplication.start(own)) {
			assertThat(closed.get("computejobs").status()).isEqualTo(404);
			assertThat(closed.get("computejobs/count").status()).isEqualTo(404);
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

	private void await(JobId id, JobStatus status) {
		Awaitility.await().until(() -> this.platform.find(id).orElseThrow().status() == status);
	}

	private UUID insert(String status) {
		UUID id = UUID.randomUUID();
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, finished_at)
				values (?, 'gone', 'Type', '{}', ?, clock_timestamp())""").params(id, status).update();
		return id;
	}

}
