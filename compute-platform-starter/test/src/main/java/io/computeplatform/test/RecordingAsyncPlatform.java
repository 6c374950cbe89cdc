package io.computeplatform.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.store.JobRow;
import io.computeplatform.internal.store.PayloadJson;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AsyncPlatform} that only records submissions, for tests without a database,
 * such as {@code @WebMvcTest}. Add it with {@code @Import(RecordingAsyncPlatform.class)}.
 * It accepts any queue, refuses payloads that can't be written as JSON, and runs nothing:
 * jobs stay queued until they are cancelled, or the test {@linkplain #complete completes}
 * them. It ignores transactions. Thread-safe.
 */
public final class RecordingAsyncPlatform implements AsyncPlatform {

	private static final int MAX_TRIES = 4;

	private final PayloadJson payloads = new PayloadJson();

	private final Map<JobId, Submission> submissions = new LinkedHashMap<>();

	private final Map<JobId, Job> jobs = new LinkedHashMap<>();

	private @Nullable Function<Submission, ?> results;

	/**
	 * Returns all submissions in their order. A repeated submit of the same id is
	 * recorded once.
	 * @return the submissions since the last {@link #clear()}
	 */
	public synchronized List<Submission> submissions() {
		return List.copyOf(this.submissions.values());
	}

	/**
	 * Returns the submissions to one queue in their order.
	 * @param queue name of the queue
	 * @return the submissions since the last {@link #clear()}
	 */
	public List<Submission> submissions(String queue) {
		return submissions().stream().filter((submission) -> submission.queue().equals(queue)).toList();
	}

	/**
	 * Removes all recorded submissions, and the function for results. Call it before each
	 * test if the context is shared.
	 */
	public synchronized void clear() {
		this.submissions.clear();
		this.jobs.clear();
		this.results = null;
	}

	/**
	 * Completes a queued job, as if it had run.
	 * @param id id of the job
	 * @param result what its executor would have reported, or {@code null} for nothing
	 * @throws InvalidJobException if the result can't be written as JSON
	 * @throws IllegalStateException if there is no such job, or it is not queued
	 */
	public synchronized void complete(JobId id, @Nullable Object result) {
		Job job = this.jobs.get(id);
		if (job == null || job.status() != JobStatus.QUEUED) {
			throw new IllegalStateException("There is no queued job " + id);
		}
		String json = (result != null)
				? this.payloads.writeResult(result, this.payloads.typeOf(result), Integer.MAX_VALUE) : null;
		Instant now = Instant.now();
		this.jobs.put(id, new JobRow(id, job.queue(), job.type(), job.payload(), JobStatus.COMPLETE, 1, job.maxTries(),
				job.createdAt(), job.dueAt(), now, now, "test", null, null, json));
	}

	/**
	 * Completes a queued job when the code under test waits for it. For code that submits
	 * a job and waits for its result in one call.
	 * @param results returns the result of a submission, or {@code null} for none
	 */
	public synchronized void completeOnAwait(Function<Submission, ?> results) {
		this.results = results;
	}

	@Override
	public synchronized JobId submit(String queue, Object payload, SubmitOptions options) {
		requireGiven("queue", queue);
		requireGiven("payload", payload);
		requireGiven("options", options);
		if (options.rerun() && options.id() == null) {
			throw new InvalidJobException("rerun", true, "only together with an id, that of the job to run again");
		}
		JobId id = Objects.requireNonNullElseGet(options.id(), () -> new JobId(UUID.randomUUID()));
		Job job = job(id, queue, payload, this.payloads.write(payload), options);
		Job before = this.jobs.putIfAbsent(id, job);
		if (before == null) {
			this.submissions.put(id, new Values.Submission(id, queue, payload, options));
		}
		else if (!before.queue().equals(queue) || !before.type().equals(job.type())
				|| !this.payloads.isSame(before.payload(), job.payload(), payload.getClass())) {
			throw new InvalidJobException("id", id, "an id of its own for another job");
		}
		return id;
	}

	private static void requireGiven(String name, @Nullable Object value) {
		if (value == null) {
			throw new InvalidJobException(name, null, "anything but null");
		}
	}

	private static Job job(JobId id, String queue, Object payload, String json, SubmitOptions options) {
		Instant now = Instant.now();
		Instant dueAt = Objects.requireNonNullElse(options.dueAt(),
				now.plus(Objects.requireNonNullElse(options.delay(), Duration.ZERO)));
		Integer retries = options.maxRetries();
		return new JobRow(id, queue, payload.getClass().getName(), json, JobStatus.QUEUED, 0,
				(retries != null) ? retries + 1 : MAX_TRIES, now, dueAt, null, null, null, null, null, null);
	}

	@Override
	public synchronized List<JobId> submitAll(String queue, Collection<?> payloads, SubmitOptions options) {
		requireGiven("payloads", payloads);
		requireGiven("options", options);
		if (options.id() != null) {
			throw new InvalidJobException("id", options.id(), "no id for a bulk submit; each job gets a new one");
		}
		if (options.rerun()) {
			throw new InvalidJobException("rerun", true, "no re-run for a bulk submit; each job gets a new id");
		}
		payloads.forEach((payload) -> {
			requireGiven("payload", payload);
			this.payloads.write(payload);
		});
		List<JobId> ids = new ArrayList<>();
		payloads.forEach((payload) -> ids.add(submit(queue, payload, options)));
		return ids;
	}

	@Override
	public synchronized Optional<Job> find(JobId id) {
		return Optional.ofNullable(this.jobs.get(id));
	}

	/**
	 * Does not wait, because nothing runs here.
	 * @see #completeOnAwait(Function)
	 */
	@Override
	public synchronized Optional<Job> awaitResult(JobId id, Duration timeout) {
		if (timeout.isNegative()) {
			throw new InvalidJobException("timeout", timeout, "zero or more");
		}
		Job job = this.jobs.get(id);
		Submission submission = this.submissions.get(id);
		if (this.results != null && submission != null && job != null && job.status() == JobStatus.QUEUED) {
			complete(id, this.results.apply(submission));
		}
		return find(id).filter((found) -> found.status().isFinished());
	}

	@Override
	public List<JobLogEntry> log(JobId id, int limit) {
		return List.of();
	}

	@Override
	public Optional<JobStackSample> stackSample(JobId id) {
		return Optional.empty();
	}

	@Override
	public synchronized ChangeResult cancel(JobId id) {
		Job job = this.jobs.get(id);
		if (job == null || job.status() != JobStatus.QUEUED) {
			return refused(job);
		}
		this.jobs.put(id, new JobRow(id, job.queue(), job.type(), job.payload(), JobStatus.CANCELLED, 0, job.maxTries(),
				job.createdAt(), job.dueAt(), null, Instant.now(), null, null, null, null));
		return ChangeResult.DONE;
	}

	private static ChangeResult refused(@Nullable Job job) {
		return (job != null) ? ChangeResult.REFUSED : ChangeResult.NOT_FOUND;
	}

	@Override
	public synchronized ChangeResult expire(JobId id) {
		return refused(this.jobs.get(id));
	}

	@Override
	public synchronized ChangeResult delete(JobId id) {
		Job job = this.jobs.get(id);
		if (job == null || job.status() != JobStatus.CANCELLED) {
			return refused(job);
		}
		this.jobs.remove(id);
		return ChangeResult.DONE;
	}

	@Override
	public List<DeadLetter> deadLetters(String queue, int limit) {
		return List.of();
	}

	@Override
	public Optional<DeadLetter> nextDeadLetter(String queue, Predicate<DeadLetter> pop) {
		return Optional.empty();
	}

	@Override
	public Optional<DeadLetter> nextDeadLetter(Predicate<DeadLetter> pop) {
		return Optional.empty();
	}

	/**
	 * A submit. Later versions may add methods: tests read this type and do not implement
	 * it.
	 */
	public interface Submission {

		/**
		 * {@return id of the job}
		 */
		JobId id();

		/**
		 * {@return name of its queue}
		 */
		String queue();

		/**
		 * {@return what was submitted}
		 */
		Object payload();

		/**
		 * {@return how it was submitted}
		 */
		SubmitOptions options();

	}

}
