package io.computeplatform;

import java.time.Instant;
import java.util.Optional;

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

	/**
	 * How far its newest attempt is. Written with the renewal of the worker's lease
	 * ({@code compute.async.worker.lease-renewal}, 10 seconds by default) and at the end
	 * of the attempt, so that it lags behind by that time, and stays as it was when a
	 * worker is lost.
	 * @return empty if its executor has reported none in that attempt
	 */
	Optional<JobProgress> progress();

	/**
	 * What its executor reported by {@link JobContext#result(Object)}. Only an attempt
	 * that succeeded has a result. It is kept while the job is complete or expired, and
	 * removed when the job runs again.
	 * @return its JSON, or empty if there is none
	 */
	Optional<String> result();

	/**
	 * Reads the result as a type.
	 * @param <T> the type
	 * @param type class without type arguments; unknown fields are ignored
	 * @return the result, or empty if there is none
	 * @throws InvalidJobException if its JSON can't be read as the type
	 */
	<T> Optional<T> result(Class<T> type);

}
