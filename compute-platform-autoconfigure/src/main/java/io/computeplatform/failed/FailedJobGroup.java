package io.computeplatform.failed;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Failed jobs with equal failures: the same exception, thrown first in the same methods
 * of the application. Line numbers, and numbers and ids in messages, make no difference.
 * All times are by the database's clock. Later versions may add methods: applications
 * read this type and do not implement it.
 */
public interface FailedJobGroup {

	/**
	 * {@return id of the group, for {@link FailedJobQuery#ofGroup(UUID)}; the same in
	 * every process}
	 */
	UUID fingerprint();

	/**
	 * {@return exception and method, such as {@code ConnectException at
	 * ReportClient.fetch}}
	 */
	String title();

	/**
	 * {@return number of failed jobs in it}
	 */
	long count();

	/**
	 * {@return when the first of them failed}
	 */
	Instant firstFailedAt();

	/**
	 * {@return when the last of them failed}
	 */
	Instant lastFailedAt();

	/**
	 * {@return queues that they belong to, ordered by name}
	 */
	List<String> queues();

	/**
	 * {@return job that failed last}
	 */
	JobId newest();

	/**
	 * {@return {@link FailedJob#version()} of the job that failed first, of those that
	 * are still failed}
	 */
	@Nullable String firstVersion();

	/**
	 * {@return {@link FailedJob#version()} of the job that failed last}
	 */
	@Nullable String lastVersion();

}
