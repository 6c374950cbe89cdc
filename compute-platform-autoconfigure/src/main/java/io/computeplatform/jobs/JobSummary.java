package io.computeplatform.jobs;

import java.time.Instant;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list, without its payload. All times are by the database's clock. Later
 * versions may add methods: applications read this type and do not implement it.
 */
public interface JobSummary {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return type name of its payload}
	 */
	String type();

	/**
	 * {@return status of the job, {@link JobStatus#UNKNOWN} if a newer version has
	 * written it}
	 */
	JobStatus status();

	/**
	 * {@return attempts started so far}
	 */
	int tryCount();

	/**
	 * {@return attempts permitted}
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
	 * {@return worker that ran the newest attempt, if there was one and it is not lost}
	 */
	@Nullable String worker();

	/**
	 * {@return newest failure, kept if the job succeeds later}
	 */
	@Nullable JobFailure lastFailure();

}
