package io.computeplatform.jobs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("fast")
class JobQueryTests {

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	@Test
	void textFormHoldsEveryConditionAndIsReadBack() {
		JobQuery query = JobQuery.all()
			.withStatus(JobStatus.IN_PROGRESS)
			.ofQueue("reports")
			.ofType("com.acme.Report")
			.withId(new JobId(new UUID(1, 2)))
			.withIdPrefix("0198C5D2-1f")
			.ofWorker("host@1")
			.createdSince(NOON)
			.createdBefore(NOON)
			.dueSince(NOON)
			.dueBefore(NOON)
			.startedSince(NOON)
			.startedBefore(NOON)
			.finishedSince(NOON)
			.finishedBefore(NOON)
			.withMinTries(1)
			.withMaxTries(2)
			.withPayload("$.customer == 42");
		Map<String, String> text = query.toMap();
		assertThat(text).hasSize(17)
			.containsEntry("status", "in-progress")
			.containsEntry("idPrefix", "0198c5d2-1f")
			.containsEntry("finishedBefore", "2026-01-31T12:00Z");
		assertThat(JobQuery.of(new LinkedHashMap<>(text))).isEqualTo(query).hasSameHashCodeAs(query);
		assertThat(query).isNotEqualTo(query.withMaxTries(3)).hasToString("jobs with " + text);
		assertThat(JobQuery.of(Map.of("queue", ""))).isEqualTo(JobQuery.all()).hasToString("all jobs");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			group      | 1                    | status, queue, type
			status     | unknown              | queued, in-progress
			status     | archived             | queued, in-progress
			id         | 7                    | a UUID
			idPrefix   | 0198c5d21            | the beginning of a UUID
			idPrefix   | 0198c5d2--1          | the beginning of a UUID
			idPrefix   | 0198c5dg             | the beginning of a UUID
			idPrefix   | %                    | the beginning of a UUID
			idPrefix   | 00000000-0000-0000-0000-0000000000000 | the beginning of a UUID
			dueSince   | tomorrow             | 2026-01-31T10:02:00Z
			minTries   | -1                   | 0 or more
			""")
	void nameOrValueThatIsNotAllowedIsRefusedWithThoseThatAre(String name, String value, String allowed) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> JobQuery.of(Map.of(name, value)))
			.withMessageContaining(allowed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\nb", "\u202Eabc", "\uD83D" })
	void textThatIsNotPlainIsRefused(String text) {
		for (String name : new String[] { "queue", "type", "worker", "payload", "status", "idPrefix" }) {
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> JobQuery.of(Map.of(name, text)));
		}
	}

	@Test
	void hugeTextIsRefusedAndNotEchoed() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> JobQuery.all().ofType("x".repeat(100_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400));
	}

}
