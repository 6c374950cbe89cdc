package io.computeplatform.testing;

import java.util.Map;

import com.rabbitmq.client.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
class TestServersTests {

	@Test
	void chosenServersAreTheSameEachTimeAndLetTestsIn() throws Exception {
		assertThat(TestServers.postgres()).isSameAs(TestServers.postgres());
		assertThat(TestServers.rabbit()).isSameAs(TestServers.rabbit());
		try (java.sql.Connection postgres = TestServers.postgres().connect();
				Connection rabbit = TestServers.rabbit().connect()) {
			assertThat(postgres.isValid(5)).isTrue();
			assertThat(rabbit.isOpen()).isTrue();
		}
	}

	@Test
	void ownVariablesComeBeforeThoseOfSpring() {
		Map<String, String> environment = Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://spring/app",
				"COMPUTE_TEST_POSTGRES_URL", "jdbc:postgresql://own:5433/jobs?sslmode=require",
				"COMPUTE_TEST_POSTGRES_PASSWORD", "secret");

		PostgresServer server = ServerAddress.find(environment, "_URL", "COMPUTE_TEST_POSTGRES", "SPRING_DATASOURCE")
			.map(PostgresChoice::named)
			.orElseThrow();

		assertThat(server).isEqualTo(new PostgresServer("own", 5433, "jobs", "?sslmode=require", "postgres", "secret"));
		assertThat(server.url("other")).isEqualTo("jdbc:postgresql://own:5433/other?sslmode=require");
	}

	@Test
	void blankVariableIsNoAddress() {
		assertThat(ServerAddress.find(Map.of("SPRING_RABBITMQ_HOST", ""), "_HOST", "SPRING_RABBITMQ")).isEmpty();
	}

}
