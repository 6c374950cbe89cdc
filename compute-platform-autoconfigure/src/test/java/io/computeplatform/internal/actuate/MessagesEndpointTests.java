package io.computeplatform.internal.actuate;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class MessagesEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=health,computemessages,computequeues";

	private final TestEnvironment environment;

	MessagesEndpointTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void nobodySeesOrDoesAnythingUnlessItIsExposed() {
		try (HttpApplication application = HttpApplication.start(this.environment)) {
			assertThat(application.get("computemessages").status()).isEqualTo(404);
			assertThat(application.post("computemessages/1", "{\"action\":\"discard\"}").status()).isEqualTo(404);
		}
	}

	@Test
	void readOnlyAccessDoesNothing() throws Exception {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
				"management.endpoint.computemessages.access=read-only")) {
			long id = reject(application, "read-only");
			assertThat(application.post("computemessages/" + id, "{\"action\":\"discard\"}").status()).isIn(404, 405);
			assertThat(one(application, id).path("resolved").isNull()).isTrue();
		}
	}

	@Test
	void messagesAreListedShownMovedBackAndDiscarded() throws Exception {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
				"compute.async.masking.fields=pin")) {
			long first = reject(application, "first");
			long second = reject(application, "second");
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(application.get("computequeues").json().at("/queues/work/rejected").asInt())
							.isGreaterThanOrEqualTo(2));
			JsonNode page = application.get("computemessages?limit=1&queue=work").json();
			assertThat(page.at("/messages/0/id").asLong()).isEqualTo(second);
			assertThat(page.at("/messages/0").has("body")).isFalse();
			assertThat(page.path("next").asLong()).isEqualTo(second);
			assertThat(application.get("computemessages?limit=1&before=" + second).json().at("/messages/0/id").asLong())
				.isEqualTo(first);
			JsonNode one = one(application, first);
			assertThat(one.path("messageId").asText()).isEqualTo("first");
			assertThat(one.path("headers").asText()).isEqualTo("{\"own\":\"1\"}");
			assertThat(one.path("body").asText()).isEqualTo("{\"pin\":\"***\"}");
			assertThat(one.path("whole").asBoolean()).isTrue();

			assertThat(application
				.post("computemessages/" + first, "{\"action\":\"discard\",\"actor\":\"anna\",\"comment\":\"no use\"}")
				.json()
				.path("done")
				.asBoolean()).isTrue();
			assertThat(one(application, first).path("resolved").toString()).contains("discard", "anna", "no use");
			assertThat(application.post("computemessages/" + first, "{\"action\":\"discard\"}").status())
				.isEqualTo(409);
			assertThat(application.post("computemessages/" + second, "{\"action\":\"move-back\"}").status())
				.isEqualTo(200);
			Awaitility.await()
				.untilAsserted(() -> assertThat(one(application, second).path("times").asInt()).isEqualTo(2));
			assertThat(application.get("computemessages?resolved=true").json().at("/messages/0/id").asLong())
				.isEqualTo(first);
			assertThat(application.get("computequeues/work").json().at("/actions").toString()).contains("discard",
					"move-back", "\"message\":" + first);
		}
	}

	@Test
	void whatMakesNoSenseIsABadRequest() throws Exception {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			long id = reject(application, "sense");
			for (String path : new String[] { "computemessages?limit=0", "computemessages?limit=x",
					"computemessages?limit=99999999999", "computemessages?resolved=yes", "computemessages?before=x",
					"computemessages/x" }) {
				assertThat(application.get(path).status()).as(path).isEqualTo(400);
			}
			assertThat(application.post("computemessages/" + id, "{\"action\":\"drop\"}").body()).contains("drop",
					"move-back, discard");
			assertThat(application.post("computemessages/" + id, "{}").status()).isEqualTo(400);
			assertThat(application.post("computemessages/" + id, "{\"action\":\"discard\",\"comment\":\"a\\nb\"}")
				.status()).isEqualTo(400);
			assertThat(application.get("computemessages/9999999").status()).isEqualTo(404);
			assertThat(application.post("computemessages/9999999", "{\"action\":\"discard\"}").status()).isEqualTo(404);
			assertThat(one(application, id).path("resolved").isNull()).isTrue();
		}
	}

	@Test
	void messageThatTheBrokerDoesNotConfirmIsStillOpen() throws Exception {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				HttpApplication application = HttpApplication.start(this.environment, EXPOSED,
						"spring.rabbitmq.host=" + broker.host(), "spring.rabbitmq.port=" + broker.port())) {
			long id = reject(application, "unconfirmed");
			broker.cut();
			HttpApplication.Answer answer = application.post("computemessages/" + id, "{\"action\":\"move-back\"}");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.body()).contains("is not known to be moved back");
			assertThat(one(application, id).path("resolved").isNull()).isTrue();
		}
	}

	private long reject(HttpApplication application, String messageId) throws Exception {
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.basicPublish("", this.environment.queue("work"),
					new BasicProperties.Builder().messageId(messageId).headers(Map.of("own", "1")).build(),
					"{\"pin\":4711}".getBytes());
		}
		return Awaitility.await()
			.until(() -> application.bean(JdbcClient.class)
				.sql("select id from compute.rejected_messages where message_id = ?")
				.param(messageId)
				.query(Long.class)
				.optional(), (id) -> id.isPresent())
			.orElseThrow();
	}

	private static JsonNode one(HttpApplication application, long id) {
		return application.get("computemessages/" + id).json();
	}

}
