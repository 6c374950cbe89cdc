package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class BatchStatementTests {

	private static final BatchStatement<Request> STATEMENT = new BatchStatement<>(
			BatchColumns.<Request>as("request")
				.with("job_id", "uuid", Request::id)
				.with("number", "integer", Request::number)
				.with("text", "text", Request::text)
				.with("delay", "interval", (request) -> Intervals.of(request.delay()))
				.with("repeated", "boolean", Request::repeated),
			(requests) -> "SELECT ordinal, request.*, pg_typeof(ordinal) AS type FROM %s WHERE %s".formatted(requests,
					BatchParameters.ROW_ESTIMATE_HINT));

	private final Database database;

	BatchStatementTests(TestEnvironment environment) {
		this.database = new Database(new DriverManagerDataSource(environment.jdbcUrl(),
				environment.postgres().username(), environment.postgres().password()), "compute", false);
	}

	static Stream<Request> requests() {
		return Stream.of(new Request(UUID.randomUUID(), 7, "plain", Duration.ofMillis(1500), true),
				new Request(UUID.randomUUID(), -1, null, Duration.ZERO, false),
				new Request(UUID.randomUUID(), Integer.MAX_VALUE, "", Duration.ofDays(365), true),
				new Request(UUID.randomUUID(), 0, "NULL", Duration.ofNanos(1000), false),
				new Request(UUID.randomUUID(), 0, "{\"a\",'b'} \\ :text ? \u00fc \u001f", Duration.ZERO, false));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestIsTheSameAloneAndAmongOthers(Request request) {
		List<String> alone = rows(List.of(request));
		List<String> among = rows(List.of(requests().toList().get(0), request));
		assertThat(alone).hasSize(1);
		assertThat(among).hasSize(2);
		assertThat(alone.get(0)).isEqualTo(among.get(1));
	}

	private List<String> rows(List<Request> requests) {
		BatchParameters<Request> batch = new BatchParameters<>(requests, Request::id);
		return this.database.inTransaction(() -> batch
			.results(STATEMENT.with(this.database, batch),
					(request, row) -> List.of(row.getObject("job_id", UUID.class), row.getInt("number"),
							String.valueOf(row.getString("text")), row.getString("text") == null,
							row.getString("delay"), row.getBoolean("repeated"), row.getString("type")))
			.stream()
			.map(String::valueOf)
			.toList());
	}

	record Request(UUID id, int number, @Nullable String text, Duration delay, boolean repeated) {

	}

}
