package io.computeplatform.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import io.computeplatform.internal.store.ReportRows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whenever a log is written, the table holds the first and the newest lines.
 */
@Tag("fast")
class AttemptLogTests {

	private final TreeMap<Long, String> table = new TreeMap<>();

	@ParameterizedTest(name = "at most {0} lines, {1} first and {2} newest ones")
	@CsvSource({ "1, 0, 1", "2, 1, 1", "3, 1, 2", "10, 5, 5" })
	void tableHoldsTheFirstAndTheNewestLinesHoweverOftenTheLogIsWritten(int most, int first, int newest) {
		Random random = new Random(most);
		for (int run = 0; run < 200; run++) {
			this.table.clear();
			AttemptLog log = new AttemptLog(most, 1_000_000);
			int lines = 0;
			for (int write = 0; write < 5; write++) {
				int more = random.nextInt(15);
				for (int i = 0; i < more; i++) {
					log.add(Duration.ZERO, Level.INFO, "line " + lines++);
				}
				write(log);
				long all = lines;
				assertThat(this.table.keySet()).containsExactlyElementsOf(LongStream.range(0, all)
					.filter((position) -> position < first || position >= all - newest)
					.boxed()
					.toList());
				assertThat(log.hasUnwritten()).isFalse();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "30", "100" })
	void tableHoldsNoMoreBytesThanPermitted(int bytes) {
		AttemptLog log = new AttemptLog(1000, bytes);
		Random random = new Random(bytes);
		for (int i = 0; i < 500; i++) {
			log.add(Duration.ZERO, Level.INFO, "\u20ac".repeat(random.nextInt(10)));
			if (random.nextInt(4) == 0) {
				write(log);
				assertThat(this.table.values().stream().mapToInt((text) -> text.getBytes().length).sum())
					.isLessThanOrEqualTo(bytes);
			}
		}
	}

	private void write(AttemptLog log) {
		List<ReportRows.Line> lines = log.unwritten();
		lines.forEach((line) -> this.table.put(line.position(), line.text()));
		this.table.subMap(log.droppedFrom(), Math.max(log.droppedFrom(), log.droppedUntil())).clear();
		if (!lines.isEmpty()) {
			log.written(lines.get(lines.size() - 1).position() + 1);
		}
		log.deleted(log.droppedUntil());
	}

}
