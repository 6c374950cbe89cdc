package io.computeplatform.torture;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a process says of itself, in a file that no fault reaches: each note is one write,
 * which outlives the process.
 */
final class EventLog {

	private final OutputStream file;

	private final long process = ProcessHandle.current().pid();

	EventLog(Path directory) {
		try {
			// Not a channel: an interrupt would close it.
			this.file = new FileOutputStream(directory.resolve(this.process + ".notes").toFile(), true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Writes a note.
	 * @param event what happens
	 * @param subject a job's id, or the key of a submit
	 * @param number a job's try, or whether a submit is transactional
	 */
	void write(Event event, Object subject, int number) {
		String line = "%s\t%s\t%d\t%d\n".formatted(event.name().toLowerCase(), subject, number, this.process);
		try {
			this.file.write(line.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	enum Event {

		INTENDED, ACCEPTED, ROLLED_BACK, CANCELLED, STARTED, REVISED, RETURNED, THREW, INTERRUPTED, RESTARTED

	}

}
