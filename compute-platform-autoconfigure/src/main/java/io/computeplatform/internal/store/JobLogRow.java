package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import io.computeplatform.JobLogEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A row of a {@link JobLogEntry}.
 */
record JobLogRow(int tryNumber, String worker, long position, Instant at, Level level,
		String text) implements JobLogEntry {

	static JobLogRow of(ResultSet row, int number) throws SQLException {
		return new JobLogRow(row.getInt("try_number"), row.getString("worker"), row.getLong("position"),
				Rows.required(row, "logged_at"), level(row.getString("level")), row.getString("text"));
	}

	/**
	 * A newer version may know other levels.
	 */
	private static Level level(String name) {
		return Arrays.stream(Level.values())
			.filter((level) -> level.name().equals(name))
			.findFirst()
			.orElse(Level.INFO);
	}

	/**
	 * An entry that stands for dropped lines.
	 * @param before previous line of the job, if there is one
	 * @return the entry, or empty if no line was dropped between
	 */
	Optional<JobLogEntry> droppedAfter(@Nullable JobLogRow before) {
		boolean sameAttempt = before != null && before.tryNumber == this.tryNumber && before.worker.equals(this.worker);
		long first = (before != null && sameAttempt) ? before.position + 1 : 0;
		long dropped = this.position - first;
		return (dropped <= 0) ? Optional.empty() : Optional.of(new JobLogRow(this.tryNumber, this.worker, first,
				this.at, Level.WARN, (dropped == 1) ? "1 line was dropped" : dropped + " lines were dropped"));
	}

}
