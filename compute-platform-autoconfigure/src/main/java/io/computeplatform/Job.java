package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A job as its row shows it. All times are by the database's clock. Later versions may
 * add methods: applications read this type and do not implement it.
 */
public interface Job {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return class name of its payload}
	 */
	String type();

	/**
	 * {@return exact JSON that was submitted}
	 */
	String payload();

	/**
	 * {@return status of the job}
	 */
	JobStatus status();

	/**
	 * {@return attempts started so far; 0 on submit}
	 */
	int tryCount();

	/**
	 * {@return attempts permitted; never exceeded by the try count}
	 */
	int maxTries();

	/**
	 * {@return when it was submitted}
	 */
	Instant createdAt();

	/**
	 * {@return time before which it does not start}
	 */
	Instant dueAt();

	/**
	 * {@return start of the newest attempt, if there was one}
	 */
	@Nullable Instant startedAt();

	/**
	 * {@return end of the job, if it is finished}
	 */
	@Nullable Instant finishedAt();

	/**
	 * {@return worker that ran the newest attempt, if there was one}
	 */
	@Nullable String worker();

	/**
	 * {@return newest failure, kept if the job succeeds later}
	 */
	@Nullable JobFailure lastFailure();

}
