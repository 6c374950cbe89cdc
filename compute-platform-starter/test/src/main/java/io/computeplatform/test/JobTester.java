package io.computeplatform.test;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.attempt.AttemptRunner;
import io.computeplatform.internal.queue.ExecutorDefinition;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.ClaimRows;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.WorkerRows;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on the thread of the test, with production code for the claim, the executor,
 * the retry decision and the recording of outcomes. Operates on the queues of this
 * application and on all jobs in them, including those left by other tests. Use AssertJ's
 * {@code assertThat(jobTester)} for assertions.
 * <p>
 * Timeouts and circuit breakers have no effect, because attempts are not monitored. Not
 * thread-safe.
 */
public final class JobTester implements AssertProvider<JobTesterAssert> {

	private static final int MAX_RUNS = 1000;

	// Long enough for a debugging session. Removed after each attempt.
	private static final Duration LEASE = Duration.ofDays(1);

	private final JobQueues queues;

	private final TestRows rows;

	private final JobRows jobs;

	private final ClaimRows claims;

	private final WorkerRows workers;

	private final PayloadJson payloads;

	private final @Nullable AttemptRunner runner;

	JobTester(JobQueues queues, TestRows rows, JobRows jobs, ClaimRows claims, WorkerRows workers, PayloadJson payloads,
			@Nullable AttemptRunner runner) {
		this.queues = queues;
		this.rows = rows;
		this.jobs = jobs;
		this.claims = claims;
		this.workers = workers;
		this.payloads = payloads;
		this.runner = runner;
	}

	/**
	 * Runs each due job once, in the order of due times. Jobs that they submit, and
	 * retries, are left for the next call. Paused queues are left out.
	 * @return what was run
	 */
	public List<JobRun> runDue() {
		return runAll(this.rows.due(this.queues.names()));
	}

	/**
	 * Runs each due job of a queue once.
	 * @param queue name of the queue, without prefix
	 * @return what was run
	 * @throws InvalidJobException if the queue is unknown
	 * @see #runDue()
	 */
	public List<JobRun> runDue(String queue) {
		return runAll(this.rows.due(named(queue)));
	}

	/**
	 * Runs due jobs, including those that they submit and retries, until none is due,
	 * with at most 1000 attempts.
	 * @return what was run
	 * @throws IllegalStateException if something is due after that many
	 */
	public List<JobRun> runUntilIdle() {
		return runUntilIdle(MAX_RUNS);
	}

	/**
	 * Runs due jobs, including those that they submit and retries, until none is due.
	 * Does not wait for jobs that are due later: see {@link #advance(Duration)}.
	 * @param maxRuns maximum number of attempts
	 * @return what was run
	 * @throws IllegalStateException if something is due after that many
	 */
	public List<JobRun> runUntilIdle(int maxRuns) {
		List<JobRun> runs = new ArrayList<>();
		List<Job> due = this.rows.due(this.queues.names());
		while (!due.isEmpty()) {
			int left = maxRuns - runs.size();
			if (left <= 0) {
				throw new IllegalStateException("After %d runs there are still jobs due. Do they submit each other?\n%s"
					.formatted(runs.size(), describe(due)));
			}
			runs.addAll(runAll(due.subList(0, Math.min(left, due.size()))));
			due = this.rows.due(this.queues.names());
		}
		return runs;
	}

	/**
	 * Runs a queued job now, even if it is not due or its queue is paused.
	 * @param id id of the job
	 * @return its attempt
	 * @throws IllegalStateException if there is no such job or it is not queued
	 */
	public JobRun run(JobId id) {
		Job job = find(id);
		if (job.status() != JobStatus.QUEUED) {
			throw new IllegalStateException("Only a queued job can be run, and this one is not:\n" + describe(job));
		}
		this.rows.makeDue(id);
		return run(job)
			.orElseThrow(() -> new IllegalStateException("The job was claimed elsewhere:\n" + describe(find(id))));
	}

	private List<JobRun> runAll(List<Job> due) {
		// A job that was cancelled or retried since is skipped.
		return due.stream().map(this::run).flatMap(Optional::stream).toList();
	}

	private Optional<JobRun> run(Job job) {
		if (this.runner == null) {
			throw new IllegalStateException("This application only submits jobs: compute.async.worker.enabled is "
					+ "false. Set it to true in this test, or assert on what is enqueued.");
		}
		String worker = "test/" + UUID.randomUUID();
		this.workers.renew(worker, LEASE);
		try {
			Claim claim = this.claims.claim(job.id().value(), job.queue(), job.tryCount(), worker, false, false,
					this.queues.served(this.queues.get(job.queue())));
			if (claim instanceof Claim.Unserved) {
				throw new IllegalStateException(
						"This application has no JobExecutor for the type of the job:\n" + describe(job));
			}
			if (!(claim instanceof Claim.Claimed won)) {
				return Optional.empty();
			}
			Throwable failure = this.runner.run(won, ExecutorInTransaction::new);
			Job after = this.jobs.find(won.id()).orElse(job);
			return Optional.of(new Values.JobRun(after, won.tryNumber(), failure));
		}
		finally {
			this.workers.remove(worker);
		}
	}

	/**
	 * Simulates the passage of time by shifting all recorded times of jobs into the past.
	 * Jobs that were to become due within that time are due now. The clocks of the
	 * database and the JVM are unchanged.
	 * @param time how long
	 * @throws IllegalArgumentException if it is not positive
	 * @throws IllegalStateException if the database is not one for tests, under the
	 * conditions of {@link #clear()}; nothing was changed
	 */
	public void advance(Duration time) {
		if (time.isNegative() || time.isZero()) {
			throw new IllegalArgumentException("The time must be positive, not " + time);
		}
		this.rows.shiftTimes(time);
	}

	/**
	 * Deletes all jobs of all queues and statuses with their attempts, and resumes all
	 * queues. For tests that must not see jobs of other tests.
	 * @throws IllegalStateException if neither the database's nor the schema's name
	 * contains the word "test", unless {@code compute.test.clear-any-database} is
	 * {@code true}; nothing was deleted
	 */
	public void clear() {
		this.rows.clear();
	}

	/**
	 * Returns the jobs of a queue.
	 * @param queue name of the queue, without prefix
	 * @return the jobs in every status, oldest first
	 * @throws InvalidJobException if the queue is unknown
	 */
	public List<Job> jobs(String queue) {
		return this.rows.all(named(queue));
	}

	/**
	 * Reads the payload of a job.
	 * @param <P> type of the payload
	 * @param job the job
	 * @param type type to read it as
	 * @return the payload
	 * @throws IllegalStateException if it can't be read as that
	 */
	public <P> P payload(Job job, Class<P> type) {
		try {
			return type.cast(this.payloads.read(job.payload(), type));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The payload can't be read as %s: %s\n%s".formatted(type.getName(),
					this.payloads.describe(ex), describe(job)), ex);
		}
	}

	@Override
	public JobTesterAssert assertThat() {
		return new JobTesterAssert(this);
	}

	List<Job> enqueued() {
		return queued(this.queues.names());
	}

	List<Job> enqueued(String queue) {
		return queued(named(queue));
	}

	private List<Job> queued(String[] names) {
		return this.rows.all(names).stream().filter((job) -> job.status() == JobStatus.QUEUED).toList();
	}

	private Job find(JobId id) {
		return lookUp(id)
			.orElseThrow(() -> new IllegalStateException("There is no job " + id + ". There are:\n" + describeAll()));
	}

	Optional<Job> lookUp(JobId id) {
		return this.jobs.find(id.value());
	}

	boolean isDue(Job job) {
		return this.rows.isDue(job.id().value());
	}

	/**
	 * Whether a job has a payload: the same JSON, or equal when read as the type of its
	 * executor.
	 */
	boolean hasPayload(Job job, Object expected) {
		Type type = this.queues.executorFor(this.queues.get(job.queue()), job.type())
			.map(ExecutorDefinition::payloadType)
			.orElse(expected.getClass());
		if (job.payload().equals(this.payloads.write(expected, type))) {
			return true;
		}
		try {
			return this.payloads.read(job.payload(), type).equals(expected);
		}
		catch (JsonProcessingException ex) {
			// A payload of another type, such as that of the queue's second executor.
			return false;
		}
	}

	String describeAll() {
		return describe(this.rows.all(this.queues.names()));
	}

	String describe(Job job) {
		return describe(List.of(job));
	}

	String describe(List<Job> described) {
		return new JobListing(described, this.rows.now()).toString();
	}

	private String[] named(String queue) {
		return new String[] { this.queues.get(queue).name() };
	}

}
