package io.computeplatform.failed;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job that failed for good. All times are by the database's clock. Later versions may
 * add methods: applications read this type and do not implement it.
 */
public interface FailedJob {

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
	 * {@return JSON that was submitted, with {@code "***"} for each sensitive value;
	 * {@code null} in a page of jobs. {@link FailedJobRepository#findById(JobId)} reads
	 * it, and {@link io.computeplatform.AsyncPlatform#find(JobId)} returns the exact
	 * payload}
	 */
	@Nullable String payload();

	/**
	 * {@return attempts that were started}
	 */
	int tryCount();

	/**
	 * {@return attempts that were permitted}
	 */
	int maxTries();

	/**
	 * {@return when it was submitted}
	 */
	Instant createdAt();

	/**
	 * {@return how and when it failed for good}
	 */
	JobFailure failure();

	/**
	 * {@return {@link FailedJobGroup#fingerprint()} of its group; {@code null} if it
	 * failed before groups were recorded}
	 */
	@Nullable UUID group();

	/**
	 * {@return {@link FailedJobGroup#title()} of its group; {@code null} if it failed
	 * before groups were recorded}
	 */
	@Nullable String title();

	/**
	 * {@return {@link FailedAttempt#version()} of the attempt that it failed with}
	 */
	@Nullable String version();

}
