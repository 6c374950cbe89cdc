package io.computeplatform.failed;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("fast")
class FailedJobQueryTests {

	@Test
	void textFormHoldsEveryConditionAndIsReadBack() {
		FailedJobQuery query = FailedJobQuery.all()
			.ofQueue("reports")
			.ofType("com.acme.Report")
			.withException("java.io.IOException")
			.withMessage("50% 'of' \"it\"")
			.ofGroup(new UUID(1, 2))
			.withReason(FailureReason.TIMED_OUT)
			.ofWorker("host@1")
			.failedSince(Instant.parse("2026-01-31T10:00:00Z"))
			.failedBefore(Instant.parse("2026-01-31T11:00:00Z"))
			.withMinTries(2)
			.withMaxTries(5)
			.withPayload("$.customer == 42");
		Map<String, String> text = query.toMap();
		assertThat(text).hasSize(12).containsEntry("reason", "timed-out").containsEntry("minTries", "2");
		assertThat(FailedJobQuery.of(new LinkedHashMap<>(text))).isEqualTo(query).hasSameHashCodeAs(query);
		assertThat(query).isNotEqualTo(query.withMaxTries(4));
		assertThat(query).hasToString("failed jobs with " + text);
	}

	@Test
	void valuesAreKeptInTheFormThatPostgresReads() {
		assertThat(FailedJobQuery
			.of(Map.of("group", "1-1-1-1-1", "since", "2026-01-31T12:00:00+18:00", "minTries", "\u0663"))
			.toMap()).containsExactly(Map.entry("group", "00000001-0001-0001-0001-000000000001"),
					Map.entry("since", "2026-01-30T18:00Z"), Map.entry("minTries", "3"));
	}

	@Test
	void conditionWithoutValueIsNone() {
		Map<String, String> text = new LinkedHashMap<>();
		text.put("queue", "");
		text.put("type", null);
		assertThat(FailedJobQuery.of(text)).isEqualTo(FailedJobQuery.all()).hasToString("all failed jobs");
	}

	@Test
	void conditionThatIsGivenAgainReplacesItself() {
		FailedJobQuery first = FailedJobQuery.all().ofQueue("a");
		assertThat(first.ofQueue("b")).isEqualTo(FailedJobQuery.all().ofQueue("b"));
		assertThat(first).isEqualTo(FailedJobQuery.all().ofQueue("a"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			status   | failed               | queue, type, exception
			group    | 7                    | a UUID
			reason   | broken               | executor-failed
			since    | yesterday            | 2026-01-31T10:02:00Z
			since    | 2026-01-31T10:02:00  | its zone
			until    | +12345-01-01T00:00Z  | 1 to 9999
			minTries | -1                   | 0 or more
			maxTries | 4294967295           | 0 or more
			minTries | many                 | 0 or more
			""")
	void whatIsNotAllowedIsRefusedWithWhatIs(String key, String value, String allowed) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> FailedJobQuery.of(Map.of(key, value)))
			.withMessageContaining(key)
			.withMessageContaining(allowed);
	}

	@Test
	void controlCharactersAndEndlessTextsAreRefused() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> FailedJobQuery.all().withMessage("a\0b"))
			.withMessageContaining("a?b");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> FailedJobQuery.all().ofType("x".repeat(2001)));
	}

}
