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
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "compute.async.max-retries=1",
		"compute.async.backoff.initial-interval=0", "compute.async.backoff.jitter=0", "sample.server.failure-share=0" })
class RestTests {

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

		get("/failed/" + id).expectBody()
			.jsonPath("$.job.document")
			.isEqualTo("no-such.txt")
			.jsonPath("$.attempts.length()")
			.isEqualTo(1)
			.jsonPath("$.attempts[0].reason")
			.isEqualTo("not-retryable")
			.jsonPath("$.attempts[0].message")
			.isEqualTo("HTTP 404: There is no such document.");
		post("/failed/" + id + "/discard").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("discarded");
		post("/failed/" + id + "/discard").expectStatus().isEqualTo(409);
		get("/failed/" + id).expectStatus().isNotFound();
	}

	@Test
	void failedDocumentIsCompleteAfterRepairAndRetry(@Autowired DocumentServer server) {
		String id = awaitStatus(submit("lost-chapter.txt").id(), "failed").id();

		RestTestClient.bindToServer().build().post().uri(server.repairUri()).exchange().expectStatus().isOk();
		post("/failed/" + id + "/retry").expectStatus().isAccepted();

		assertThat(awaitStatus(id, "complete").tries()).isEqualTo(3);
		post("/failed/" + id + "/retry").expectStatus().isEqualTo(409);
	}

	@Test
	void failedJobsArePaged() {
		String first = awaitStatus(submit("page-1.txt").id(), "failed").id();
		String second = awaitStatus(submit("page-2.txt").id(), "failed").id();

		FailedJobController.Page page = page("/failed?queue=documents&limit=1");
		FailedJobController.Page next = page("/failed?queue=documents&limit=1&cursor=" + page.next());

		assertThat(page.jobs()).singleElement().extracting(JobView::id).isEqualTo(second);
		assertThat(next.jobs()).singleElement().extracting(JobView::id).isEqualTo(first);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /jobs/nope, id, nope, UUID", "GET, /failed/nope, id, nope, UUID",
			"POST, /failed/nope/retry, id, nope, UUID", "POST, /failed/nope/discard, id, nope, UUID",
			"GET, /failed?limit=0, limit, 0, 1 to 1000", "GET, /failed?limit=many, limit, many, int",
			"GET, /failed?cursor=x, cursor, x, next" })
	void mistakeIsAnsweredWithNameValueAndWhatIsAllowed(String method, String path, String name, String value,
			String allowed) {
		this.client.method(HttpMethod.valueOf(method))
			.uri(path)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo(name)
			.jsonPath("$.value")
			.value((found) -> assertThat(found).hasToString(value))
			.jsonPath("$.allowed")
			.value((found) -> assertThat(found).asString().contains(allowed));
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
		get("/failed/" + unknown).expectStatus().isNotFound();
		post("/failed/" + unknown + "/retry").expectStatus().isNotFound();
		post("/failed/" + unknown + "/discard").expectStatus().isNotFound();
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

	private FailedJobController.Page page(String path) {
		FailedJobController.Page page = get(path).expectBody(FailedJobController.Page.class)
			.returnResult()
			.getResponseBody();
		assertThat(page).isNotNull();
		return page;
	}

	private ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private ResponseSpec post(String path) {
		return this.client.post().uri(path).exchange();
	}

}
