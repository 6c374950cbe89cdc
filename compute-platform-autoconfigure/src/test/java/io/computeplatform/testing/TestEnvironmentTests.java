package io.computeplatform.testing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@WithTestEnvironment
class TestEnvironmentTests {

	private final TestEnvironment environment;

	TestEnvironmentTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void isOneForAllTestsOfTheClass(TestEnvironment injected) throws Exception {
		assertThat(injected).isSameAs(this.environment);
		assertThat(exists(injected)).isTrue();
		assertThat(injected.properties()).containsEntry("spring.datasource.url", injected.jdbcUrl())
			.containsEntry("compute.async.queue-prefix", injected.queuePrefix());
	}

	@Test
	void leavesNothingBehind() throws Exception {
		TestEnvironment closed = TestEnvironment.create();
		String queue = closed.queue("jobs");
		try (Connection connection = closed.rabbit().connect();
				Channel channel = connection.createChannel();
				java.sql.Connection stillOpen = closed.postgres().connect(closed.database())) {
			channel.queueDeclare(queue, true, false, false, Map.of());
			channel.queueDeclare(queue + ".dlq", true, false, false, Map.of());
			assertThat(stillOpen.isValid(5)).isTrue();

			closed.close();

			assertThat(exists(closed)).isFalse();
			for (String name : new String[] { queue, queue + ".dlq" }) {
				Channel passive = connection.createChannel();
				assertThatIOException().isThrownBy(() -> passive.queueDeclarePassive(name));
			}
		}
	}

	private static boolean exists(TestEnvironment environment) throws SQLException {
		try (java.sql.Connection connection = environment.postgres().connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(
						"select count(*) from pg_database where datname = '%s'".formatted(environment.database()))) {
			result.next();
			return result.getInt(1) == 1;
		}
	}

	@Nested
	class NestedClass {

		@Test
		void sharesTheEnvironment(TestEnvironment injected) {
			assertThat(injected).isSameAs(TestEnvironmentTests.this.environment);
		}

	}

}
