package io.computeplatform;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Options of a submit. Immutable.
 */
public final class SubmitOptions {

	private static final SubmitOptions DEFAULTS = new SubmitOptions(null, null, null, null, false);

	private final @Nullable JobId id;

	private final @Nullable Integer maxRetries;

	private final @Nullable Duration delay;

	private final @Nullable Instant dueAt;

	private final boolean rerun;

	private SubmitOptions(@Nullable JobId id, @Nullable Integer maxRetries, @Nullable Duration delay,
			@Nullable Instant dueAt, boolean rerun) {
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
		this.id = id;
		this.maxRetries = maxRetries;
		this.delay = delay;
		this.dueAt = dueAt;
		this.rerun = rerun;
	}

	/**
	 * Returns options with default values.
	 * @return the defaults
	 */
	public static SubmitOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets the id. Another submit with the same id returns the existing job.
	 * @param id id of the job
	 * @return new options
	 */
	public SubmitOptions withId(JobId id) {
		return new SubmitOptions(id, this.maxRetries, this.delay, this.dueAt, this.rerun);
	}

	/**
	 * Sets how often a failed job is retried.
	 * @param maxRetries 0 (one attempt) or more
	 * @return new options
	 */
	public SubmitOptions withMaxRetries(int maxRetries) {
		return new SubmitOptions(this.id, maxRetries, this.delay, this.dueAt, this.rerun);
	}

	/**
	 * Delays the first attempt.
	 * @param delay how long, by the database's clock
	 * @return new options
	 */
	public SubmitOptions withDelay(Duration delay) {
		return new SubmitOptions(this.id, this.maxRetries, delay, this.dueAt, this.rerun);
	}

	/**
	 * Schedules the first attempt. A time in the past means at once.
	 * @param dueAt earliest time of the first attempt, compared with the database's clock
	 * @return new options
	 */
	public SubmitOptions withDueAt(Instant dueAt) {
		return new SubmitOptions(this.id, this.maxRetries, this.delay, dueAt, this.rerun);
	}

	/**
	 * Runs the finished job with the {@linkplain #withId(JobId) given id} again, with the
	 * new payload and as many further tries as a new job has. Its history is kept.
	 * @return new options
	 */
	public SubmitOptions withRerun() {
		return new SubmitOptions(this.id, this.maxRetries, this.delay, this.dueAt, true);
	}

	/**
	 * Id of the job.
	 * @return the id, or {@code null} for a new UUID version 7
	 */
	public @Nullable JobId id() {
		return this.id;
	}

	/**
	 * How often a failed job is retried.
	 * @return 0 or more, or {@code null} for the queue's setting
	 */
	public @Nullable Integer maxRetries() {
		return this.maxRetries;
	}

	/**
	 * Time before the first attempt.
	 * @return the delay, or {@code null} for none
	 */
	public @Nullable Duration delay() {
		return this.delay;
	}

	/**
	 * Earliest time of the first attempt.
	 * @return the time, or {@code null} for at once
	 */
	public @Nullable Instant dueAt() {
		return this.dueAt;
	}

	/**
	 * Whether a finished job with the same id runs again, keeping its history.
	 * @return {@code false} by default
	 */
	public boolean rerun() {
		return this.rerun;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SubmitOptions options && Objects.equals(this.id, options.id)
				&& Objects.equals(this.maxRetries, options.maxRetries) && Objects.equals(this.delay, options.delay)
				&& Objects.equals(this.dueAt, options.dueAt) && this.rerun == options.rerun;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.id, this.maxRetries, this.delay, this.dueAt, this.rerun);
	}

	@Override
	public String toString() {
		return "SubmitOptions[id=" + this.id + ", maxRetries=" + this.maxRetries + ", delay=" + this.delay + ", dueAt="
				+ this.dueAt + ", rerun=" + this.rerun + "]";
	}

}
