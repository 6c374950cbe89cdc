package io.computeplatform;

import java.time.Instant;

import org.slf4j.event.Level;

/**
 * A line in the log of a job. Later versions may add methods: applications read this type
 * and do not implement it.
 *
 * @see JobContext#log(Level, String)
 */
public interface JobLogEntry {

	/**
	 * {@return number of the attempt that logged it}
	 */
	int tryNumber();

	/**
	 * {@return worker that ran the attempt. An attempt that was released continues under
	 * its number, in another worker}
	 */
	String worker();

	/**
	 * {@return when it was logged: start of the attempt by the database's clock, and the
	 * time since by that of the worker}
	 */
	Instant at();

	/**
	 * {@return level of the line; {@link Level#WARN} for one that says how many lines
	 * were dropped}
	 */
	Level level();

	/**
	 * {@return text of the line, of one or more lines, truncated at 4,000 characters}
	 */
	String text();

}
