package io.computeplatform.sample.web;

import java.time.Duration;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import io.computeplatform.sample.server.DocumentServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The incident in docs/administration.md, step by step.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "compute.async.max-retries=1", "compute.async.backoff.initial-interval=0s",
				"compute.async.backoff.jitter=0", "compute.async.queues.documents.concurrency=8",
				"sample.server.failure-share=0" })
@DirtiesContext
class IncidentTests {

	private static final String FAILED = "/actuator/failedjobs";

	private RestTestClient client;

	@BeforeEach
	void connect(@Autowired Environment environment) {
		this.client = RestTestClient.bindToServer()
			.baseUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"))
			.build();
	}

	@Test
	void fiveHundredFailedJobsBecomeNoneAndItIsOnRecordWhoDidWhat(@Autowired DocumentServer server) {
		// One document failed in the initial run of the sample.
		post("/jobs", "{\"document\": \"bred.txt\"}");
		post("/jobs", "{\"document\": \"old-menu.txt\"}");
		awaitFailed(3);
		outside(server.breakUri().toString());
		for (int i = 0; i < 497; i++) {
			post("/jobs", "{\"document\": \"bread.txt\"}");
		}
		awaitFailed(500);

		String groups = get(FAILED + "/groups");
		assertThat(JsonPath.<List<Integer>>read(groups, "$.groups[*].count")).containsExactly(498, 2);
		assertThat(JsonPath.<List<String>>read(groups, "$.groups[*].title"))
			.containsExactly("IOException at Downloads.text", "NonRetryableJobException at Downloads.text");
		String down = JsonPath.read(groups, "$.groups[0].group");
		String gone = JsonPath.read(groups, "$.groups[1].group");
		assertThat(get(FAILED + "/" + JsonPath.read(groups, "$.groups[0].example")))
			.contains("HTTP 500: The disk does not answer.", "\"stackTrace\"");

		String tooEarly = retryWithCanary(down, "Is it back?");
		awaitOperation(tooEarly, "stopped");
		assertThat(JsonPath.<Integer>read(get(operation(tooEarly)), "$.acted")).isEqualTo(20);
		awaitFailed(500);

		outside(server.repairUri().toString());
		String retry = retryWithCanary(down, "The disk is replaced");
		awaitOperation(retry, "done");
		awaitFailed(2);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(JsonPath.<Integer>read(get(operation(retry)), "$.outcomes.complete"))
				.isEqualTo(498));

		List<String> jobs = JsonPath.read(get(FAILED + "?group=" + gone), "$.jobs[*].id");
		String misspelt = jobs.stream().filter((id) -> get(FAILED + "/" + id).contains("bred.txt")).findFirst().get();
		String obsolete = jobs.stream().filter((id) -> !id.equals(misspelt)).findFirst().get();
		String edited = post(FAILED + "/" + misspelt, """
				{"action": "retry-edited", "payload": "{\\"document\\": \\"bread.txt\\"}", "actor": "ben",
				 "comment": "A misspelt name"}""");
		post(FAILED + "/" + obsolete, """
				{"action": "discard", "actor": "ben", "comment": "There is a new menu"}""");

		awaitFailed(0);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> get("/jobs/" + JsonPath.read(edited, "$.copy")).contains("\"complete\""));
		String actions = get(FAILED + "/actions");
		assertThat(JsonPath.<List<String>>read(actions, "$.actions[*].action")).containsExactly("discard",
				"retry-edited", "retry", "retry");
		assertThat(JsonPath.<List<String>>read(actions, "$.actions[*].actor")).containsExactly("ben", "ben", "anna",
				"anna");
		assertThat(JsonPath.<List<Integer>>read(actions, "$.actions[*].jobs")).containsExactly(1, 1, 498, 498);
		assertThat(JsonPath.<List<String>>read(actions, "$.actions[*].comment")).containsExactly("There is a new menu",
				"A misspelt name", "The disk is replaced", "Is it back?");
	}

	private String retryWithCanary(String group, String comment) {
		String expected = JsonPath.read(get(FAILED + "/count?group=" + group), "$.count").toString();
		return JsonPath.read(post(FAILED,
				"""
						{"action": "retry", "group": "%s", "expectedCount": %s, "canaryJobs": 20, "canaryPercent": 90, "actor": "anna",
						 "comment": "%s"}"""
					.formatted(group, expected, comment)),
				"$.operation");
	}

	private void awaitOperation(String id, String status) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> JsonPath.<String>read(get(operation(id)), "$.status"), status::equals);
	}

	private void awaitFailed(int count) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> JsonPath.<Integer>read(get(FAILED + "/count"), "$.count"), (found) -> found == count);
	}

	private static String operation(String id) {
		return FAILED + "/operations/" + id;
	}

	private static void outside(String uri) {
		RestTestClient.bindToServer().build().post().uri(uri).exchange().expectStatus().isOk();
	}

	private String get(String path) {
		return body(this.client.get().uri(path).exchange());
	}

	private String post(String path, String json) {
		return body(this.client.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(json).exchange());
	}

	private static String body(RestTestClient.ResponseSpec response) {
		String body = response.expectStatus()
			.is2xxSuccessful()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(body).isNotNull();
		return body;
	}

}
