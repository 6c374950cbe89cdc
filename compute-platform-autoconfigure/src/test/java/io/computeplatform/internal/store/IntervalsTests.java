package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.stream.Stream;

import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class IntervalsTests {

	static Stream<Duration> durations() {
		return Stream.of(Duration.ZERO, Duration.ofNanos(1_000), Duration.ofMillis(1_500), Duration.ofSeconds(86_399),
				Duration.ofDays(1), Duration.ofDays(36_500).plusMillis(1), Duration.ofSeconds(-1));
	}

	@ParameterizedTest
	@MethodSource("durations")
	void intervalIsAsLongAsTheDuration(Duration duration, TestEnvironment environment) {
		String text = Intervals.of(duration);
		long micros = JdbcClient
			.create(new DriverManagerDataSource(environment.jdbcUrl(), environment.postgres().username(),
					environment.postgres().password()))
			.sql("select (extract(epoch from ?::interval) * 1000000)::bigint")
			.param(text)
			.query(Long.class)
			.single();
		assertThat(micros).isEqualTo(duration.toNanos() / 1_000);
		// No older server takes more of any unit.
		assertThat(Stream.of(text.split(" ")).filter((word) -> word.matches("-?\\d+")).map(Long::valueOf))
			.allMatch((number) -> Math.abs(number) <= Integer.MAX_VALUE);
	}

}
