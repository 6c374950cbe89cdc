package io.computeplatform;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a submit may choose for a job. Immutable.
 *
 * @param id id of the job; default: a new UUID version 7
 * @param maxRetries how often a failed attempt is tried again, 0 or more; default: the
 * queue's
 * @param delay how long to wait before the first try, by the database's clock; default:
 * none
 * @param dueAt earliest time of the first try; default: at once
 * @param rerun whether a finished job with the same id runs again, keeping its history;
 * default: no
 */
public record SubmitOptions(@Nullable JobId id, @Nullable Integer maxRetries, @Nullable Duration delay,
		@Nullable Instant dueAt, boolean rerun) {

	private static final SubmitOptions DEFAULTS = new SubmitOptions(null, null, null, null, false);

	public SubmitOptions {
		if (maxRetries != null && (maxRetries < 0 || maxRetries > 1_000_000)) {
			throw new InvalidJobException("maxRetries", maxRetries, "0 to 1000000; 0 means one attempt");
		}
		if (delay != null && (delay.isNegative() || delay.compareTo(Duration.ofDays(36525)) > 0)) {
			throw new InvalidJobException("delay", delay, "zero to a hundred years");
		}
		if (delay != null && dueAt != null) {
			throw new InvalidJobException("dueAt", dueAt, "either a delay or a due time, not both");
		}
		if (dueAt != null && (dueAt.isBefore(Instant.EPOCH) || dueAt.isAfter(Instant.parse("9999-12-31T00:00:00Z")))) {
			throw new InvalidJobException("dueAt", dueAt, "1970-01-01 to 9999-12-31");
		}
	}

	/**
	 * Options that choose nothing.
	 * @return the defaults
	 */
	public static SubmitOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Chooses the id. Submitting it again returns the existing job.
	 * @param id id of the job
	 * @return new options
	 */
	public SubmitOptions withId(JobId id) {
		return new SubmitOptions(id, this.maxRetries, this.delay, this.dueAt, this.rerun);
	}

	/**
	 * Chooses how often a failed attempt is tried again.
	 * @param maxRetries 0 (one attempt) or more
	 * @return new options
	 */
	public SubmitOptions withMaxRetries(int maxRetries) {
		return new SubmitOptions(this.id, maxRetries, this.delay, this.dueAt, this.rerun);
	}

	/**
	 * Delays the first try.
	 * @param delay how long, by the database's clock
	 * @return new options
	 */
	public SubmitOptions withDelay(Duration delay) {
		return new SubmitOptions(this.id, this.maxRetries, delay, this.dueAt, this.rerun);
	}

	/**
	 * Schedules the first try. A time in the past means at once.
	 * @param dueAt earliest time, compared with the database's clock
	 * @return new options
	 */
	public SubmitOptions withDueAt(Instant dueAt) {
		return new SubmitOptions(this.id, this.maxRetries, this.delay, dueAt, this.rerun);
	}

	/**
	 * Asks for the finished job with the {@linkplain #withId(JobId) chosen id} to run
	 * again, with the payload given now, as many further tries as a new job has, and its
	 * history kept.
	 * @return new options
	 */
	public SubmitOptions withRerun() {
		return new SubmitOptions(this.id, this.maxRetries, this.delay, this.dueAt, true);
	}

}
