package io.computeplatform.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("engine")
class PrivatePostgresTests {

	@TestFactory
	Stream<DynamicTest> crashesAndComesBackWithWhatWasCommitted() {
		return Stream.of(DynamicTest.dynamicTest("first choice", () -> crashAndComeBack(PrivatePostgres::start)),
				DynamicTest.dynamicTest("embedded", () -> crashAndComeBack(PrivatePostgres::startEmbedded)));
	}

	private static void crashAndComeBack(Supplier<PrivatePostgres> start) throws SQLException {
		try (PrivatePostgres postgres = start.get()) {
			postgres.server().execute("create table kept (id int)");
			try (Connection connection = postgres.server().connect()) {
				postgres.stop();
				assertThat(connection.isValid(5)).isFalse();
			}
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> postgres.server().connect());
			postgres.resume();
			postgres.server().execute("insert into kept values (1)");
			postgres.restart();
			postgres.server().execute("drop table kept");
		}
	}

}
