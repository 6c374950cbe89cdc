package io.computeplatform.sample.web;

import java.time.Duration;
import java.util.UUID;

import io.computeplatform.sample.server.DocumentServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "compute.async.max-retries=1", "compute.async.backoff.initial-interval=0s",
				"compute.async.backoff.jitter=0", "sample.server.failure-share=0" })
class RestTests {

	private static final String FAILED = "/actuator/failedjobs/";

	private RestTestClient client;

	@BeforeEach
	void connect(@Autowired Environment environment) {
		this.client = RestTestClient.bindToServer()
			.baseUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"))
			.build();
	}

	@Test
	void submittedDocumentIsCounted() {
		JobView submitted = submit("bread.txt");

		JobView complete = awaitStatus(submitted.id(), "complete");

		assertThat(complete.tries()).isEqualTo(1);
		assertThat(complete.statistics()).isNotNull()
			.satisfies((found) -> assertThat(found.longestWord()).isEqualTo("grandmother"));
	}

	@Test
	void documentThatDoesNotExistFailsWithItsOnlyTryAndCanBeDiscardedOnce() {
		String id = awaitStatus(submit("no-such.txt").id(), "failed").id();

		get(FAILED + id).expectBody()
			.jsonPath("$.history.length()")
			.isEqualTo(1)
			.jsonPath("$.history[0].reason")
			.isEqualTo("not-retryable")
			.jsonPath("$.history[0].message")
			.isEqualTo("HTTP 404: There is no such document.");
		act("discard", id).expectStatus().isOk();
		awaitStatus(id, "discarded");
		act("discard", id).expectStatus().isEqualTo(409);
	}

	@Test
	void failedDocumentIsCompleteAfterRepairAndRetry(@Autowired DocumentServer server) {
		String id = awaitStatus(submit("lost-chapter.txt").id(), "failed").id();

		RestTestClient.bindToServer().build().post().uri(server.repairUri()).exchange().expectStatus().isOk();
		act("retry", id).expectStatus().isOk();

		assertThat(awaitStatus(id, "complete").tries()).isEqualTo(3);
		act("retry", id).expectStatus().isEqualTo(409);
	}

	@Test
	void mistakeIsAnsweredWithNameValueAndWhatIsAllowed() {
		get("/jobs/nope").expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("id")
			.jsonPath("$.value")
			.isEqualTo("nope")
			.jsonPath("$.allowed")
			.value((found) -> assertThat(found).asString().contains("UUID"));
	}

	@ParameterizedTest
	@CsvSource({ "{}, document", "'{\"document\": \" \"}', document", "{, body" })
	void submissionWithoutDocumentIsRefused(String body, String name) {
		this.client.post()
			.uri("/jobs")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo(name);
	}

	@Test
	void unknownJobIsNotFound() {
		UUID unknown = UUID.randomUUID();

		get("/jobs/" + unknown).expectStatus().isNotFound();
		get(FAILED + unknown).expectStatus().isNotFound();
		act("retry", unknown.toString()).expectStatus().isNotFound();
	}

	private JobView submit(String document) {
		JobView submitted = this.client.post()
			.uri("/jobs")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"document\": \"%s\"}".formatted(document))
			.exchange()
			.expectStatus()
			.isAccepted()
			.expectBody(JobView.class)
			.returnResult()
			.getResponseBody();
		assertThat(submitted).isNotNull();
		return submitted;
	}

	private JobView awaitStatus(String id, String status) {
		return await().atMost(Duration.ofSeconds(30))
			.until(() -> get("/jobs/" + id).expectBody(JobView.class).returnResult().getResponseBody(),
					(job) -> job != null && job.status().equals(status));
	}

	private ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private ResponseSpec act(String action, String id) {
		return this.client.post()
			.uri(FAILED + id)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\": \"%s\"}".formatted(action))
			.exchange();
	}

}
