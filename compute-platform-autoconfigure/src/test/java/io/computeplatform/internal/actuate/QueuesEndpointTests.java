package io.computeplatform.internal.actuate;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.control.PausedQueue;
import io.computeplatform.control.QueueControl;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class QueuesEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=health,computequeues";

	private final TestEnvironment environment;

	QueuesEndpointTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void nobodySeesOrChangesAnythingUnlessItIsExposed() {
		try (HttpApplication application = HttpApplication.start(this.environment)) {
			assertThat(application.get("health").status()).isEqualTo(200);
			assertThat(application.get("computequeues").status()).isEqualTo(404);
			assertThat(application.post("computequeues/work", "{\"action\":\"pause\",\"comment\":\"x\"}").status())
				.isEqualTo(404);
			assertThat(application.bean(QueueControl.class).paused()).isEmpty();
		}
	}

	@Test
	void readOnlyAccessChangesNothing() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
				"management.endpoint.computequeues.access=read-only")) {
			assertThat(application.get("computequeues").status()).isEqualTo(200);
			assertThat(application.post("computequeues/work", "{\"action\":\"pause\",\"comment\":\"x\"}").status())
				.isIn(404, 405);
			assertThat(application.bean(QueueControl.class).paused()).isEmpty();
		}
	}

	@Test
	void queuesAreShownPausedAndResumed() {
		TestEnvironment own = TestEnvironment.create();
		try (HttpApplication application = HttpApplication.start(own, EXPOSED,
				"compute.async.circuit-breaker.enabled=true", "compute.async.max-retries=0")) {
			AsyncPlatform platform = application.bean(AsyncPlatform.class);
			JobId failed = platform.submit("work", Work.fail());
			platform.submitAll("work", Collections.nCopies(3, Work.succeed()),
					SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
			Awaitility.await().until(() -> platform.find(failed).orElseThrow().status() == JobStatus.FAILED);
			Awaitility.await().untilAsserted(() -> {
				JsonNode work = work(application);
				assertThat(work.path("queued").asInt()).as(work.toString()).isEqualTo(3);
				assertThat(work.path("due").asInt(-1)).isZero();
				assertThat(work.path("inProgress").asInt(-1)).isZero();
				assertThat(work.path("failed").asInt()).isEqualTo(1);
				assertThat(work.path("pending").asInt(-1)).isZero();
				assertThat(work.path("ready").asInt(-1)).isZero();
				assertThat(work.path("consumers").asInt()).isEqualTo(2);
				assertThat(work.path("deadLetters").asInt()).isEqualTo(1);
				assertThat(work.path("breaker").asText()).isEqualTo("closed");
				assertThat(work.path("paused").isObject()).isFalse();
			});
			assertThat(
					application.post("computequeues/work", "{\"action\":\"pause\",\"comment\":\"why not\"}").status())
				.isEqualTo(204);
			assertThat(application.bean(QueueControl.class).paused()).singleElement()
				.extracting(PausedQueue::comment)
				.isEqualTo("why not");
			Awaitility.await()
				.untilAsserted(() -> assertThat(work(application).at("/paused/comment").asText()).isEqualTo("why not"));
			assertThat(application.post("computequeues/work", "{\"action\":\"resume\"}").status()).isEqualTo(204);
			assertThat(application.bean(QueueControl.class).paused()).isEmpty();
		}
		finally {
			own.close();
		}
	}

	@Test
	void whatWasDoneToAQueueIsShownWithWhoAndWhy() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			application.post("computequeues/work",
					"{\"action\":\"pause\",\"comment\":\"maintenance\",\"actor\":\"anna\"}");
			Awaitility.await()
				.untilAsserted(() -> assertThat(work(application).at("/paused/actor").asText()).isEqualTo("anna"));
			application.post("computequeues/work",
					"{\"action\":\"resume\",\"comment\":\"it is over\",\"actor\":\"ben\"}");
			JsonNode actions = application.get("computequeues/work").json().path("actions");
			assertThat(actions.at("/0/action").asText()).isEqualTo("resume");
			assertThat(actions.at("/0/actor").asText()).isEqualTo("ben");
			assertThat(actions.at("/0/comment").asText()).isEqualTo("it is over");
			assertThat(actions.at("/1/actor").asText()).isEqualTo("anna");
			assertThat(actions.at("/1/queue").asText()).isEqualTo("work");
			assertThat(application.get("computequeues/nobody").status()).isEqualTo(404);
		}
	}

	@Test
	void jobsOfAQueueThatNoWorkerServesAreShownAndMoved() {
		try (HttpApplication submitter = HttpApplication.start(this.environment, EXPOSED,
				"compute.async.worker.enabled=false", "compute.async.queues.old.concurrency=1")) {
			submitter.bean(AsyncPlatform.class)
				.submitAll("old", List.of(Work.succeed(), Work.succeed(), Work.succeed()));
		}
		this.environment.queue("old");
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
				"management.endpoint.health.show-details=always")) {
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(application.get("computequeues").json().at("/unserved/old/queued").asInt())
							.isEqualTo(3));
			JsonNode health = application.get("health/compute").json();
			assertThat(health.at("/details/unservedQueues/old").asText()).contains("3 queued");
			assertThat(health.path("status").asText()).isEqualTo("UP");
			assertThat(application.post("computequeues/old", "{\"action\":\"move\",\"to\":\"wrok\"}").status())
				.isEqualTo(400);
			assertThat(application.post("computequeues/old", "{\"action\":\"move\"}").status()).isEqualTo(400);
			assertThat(application
				.post("computequeues/old", "{\"action\":\"move\",\"to\":\"work\",\"limit\":2,\"actor\":\"anna\"}")
				.json()
				.path("moved")
				.asInt()).isEqualTo(2);
			assertThat(application.post("computequeues/old", "{\"action\":\"move\",\"to\":\"work\"}")
				.json()
				.path("moved")
				.asInt()).isEqualTo(1);
			assertThat(application.get("computequeues").json().at("/unserved")).isEmpty();
			assertThat(application.get("computequeues/work").json().at("/actions/1/actor").asText()).isEqualTo("anna");
			assertThat(application.get("computequeues/old").json().at("/actions/1/toQueue").asText()).isEqualTo("work");
		}
	}

	@Test
	void deadLettersAreRepairedOfOneQueueOrAll() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			JobId id = application.bean(AsyncPlatform.class)
				.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
			Awaitility.await()
				.untilAsserted(() -> assertThat(work(application).path("deadLetters").asInt()).isEqualTo(1));
			application.bean(FailedJobService.class).discard(id);
			assertThat(application
				.post("computequeues/work", "{\"action\":\"repair\",\"actor\":\"anna\",\"comment\":\"after it\"}")
				.json()
				.at("/repaired/work/stale")
				.asInt()).isEqualTo(1);
			assertThat(application.post("computequeues", "{\"action\":\"repair\"}").json().at("/repaired/work/stale"))
				.hasToString("0");
			assertThat(application.post("computequeues", "{\"action\":\"pause\"}").status()).isEqualTo(400);
			assertThat(application.get("computequeues/work").json().at("/actions/0").toString()).contains("repair",
					"anna", "after it");
		}
	}

	@Test
	void jobsWithoutAnExecutorAreShown() {
		TestEnvironment own = TestEnvironment.create();
		try (HttpApplication application = HttpApplication.start(own, EXPOSED)) {
			assertThat(work(application).path("withoutExecutor").isObject()).isFalse();
			application.bean(JdbcClient.class).sql("""
					insert into compute.jobs (id, queue, type, payload, status, message_due_at)
					values (gen_random_uuid(), 'work', 'elsewhere', '{}', 'queued', now())""").update();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(work(application).at("/withoutExecutor/elsewhere").asInt()).isEqualTo(1));
		}
		finally {
			own.close();
		}
	}

	@Test
	void whatMakesNoSenseIsABadRequest() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			assertThat(application.post("computequeues/wrok", "{\"action\":\"pause\",\"comment\":\"x\"}").status())
				.isEqualTo(400);
			assertThat(application.post("computequeues/wrok", "{\"action\":\"resume\"}").status()).isEqualTo(400);
			assertThat(application.post("computequeues/wrok", "{\"action\":\"resume\"}").body()).contains("wrok",
					"work");
			assertThat(application.post("computequeues/work", "{\"action\":\"pause\"}").status()).isEqualTo(400);
			for (String body : List.of("{\"action\":\"drop\"}", "{}")) {
				assertThat(application.post("computequeues/work", body).status()).isEqualTo(400);
				assertThat(application.post("computequeues/work", body).body()).contains("pause, resume, move, repair");
			}
			assertThat(application.post("computequeues", "{\"action\":\"pause\"}").body()).contains("Allowed: repair");
			assertThat(application.post("computequeues/old", "{\"action\":\"move\",\"to\":\"work\",\"limit\":\"ten\"}")
				.body()).contains("1 to 10000");
			assertThat(application.get("computequeues/%00").status()).isIn(400, 404);
			assertThat(application.bean(QueueControl.class).paused()).isEmpty();
		}
	}

	@Test
	void whatTheBrokerDoesNotAnswerIsLeftOut() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
						"spring.rabbitmq.host=" + broker.host(), "spring.rabbitmq.port=" + broker.port())) {
			broker.cut();
			Awaitility.await().untilAsserted(() -> {
				JsonNode answer = application.get("computequeues").json();
				assertThat(answer.path("problems").toString()).contains("The broker does not answer");
				assertThat(answer.at("/queues/work/queued").isNumber()).isTrue();
				assertThat(answer.at("/queues/work/ready").isNumber()).isFalse();
			});
		}
	}

	private static JsonNode work(HttpApplication application) {
		JsonNode answer = application.get("computequeues").json();
		assertThat(answer.path("problems")).isEmpty();
		return answer.at("/queues/work");
	}

}
