package io.computeplatform.test;

import java.util.List;

import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the jobs of an application. A failure lists the existing jobs.
 */
public final class JobTesterAssert extends AbstractAssert<JobTesterAssert, JobTester> {

	JobTesterAssert(JobTester actual) {
		super(actual, JobTesterAssert.class);
	}

	/**
	 * Verifies that a queue has queued jobs, due now or later.
	 * @param queue name of the queue, without prefix
	 * @return assertions on the queued jobs
	 */
	public EnqueuedJobsAssert enqueued(String queue) {
		isNotNull();
		List<Job> jobs = this.actual.enqueued(queue);
		if (jobs.isEmpty()) {
			failWithMessage("Expected a job to be enqueued in queue '%s'. Enqueued are:%n%s", queue,
					this.actual.describe(this.actual.enqueued()));
		}
		return new EnqueuedJobsAssert(this.actual, jobs, jobs, "in queue '" + queue + "'");
	}

	/**
	 * Verifies that no queue has queued jobs.
	 * @return this
	 */
	public JobTesterAssert nothingEnqueued() {
		isNotNull();
		return empty("any queue", this.actual.enqueued());
	}

	/**
	 * Verifies that a queue has no queued jobs.
	 * @param queue name of the queue, without prefix
	 * @return this
	 */
	public JobTesterAssert nothingEnqueued(String queue) {
		isNotNull();
		return empty("queue '" + queue + "'", this.actual.enqueued(queue));
	}

	private JobTesterAssert empty(String where, List<Job> jobs) {
		if (!jobs.isEmpty()) {
			failWithMessage("Expected nothing to be enqueued in %s. Enqueued are:%n%s", where,
					this.actual.describe(jobs));
		}
		return this;
	}

	/**
	 * Verifies that a job is complete.
	 * @param id id of the job
	 * @return this
	 */
	public JobTesterAssert hasCompleted(JobId id) {
		return hasStatus(id, JobStatus.COMPLETE);
	}

	/**
	 * Verifies that a job has failed for good. A job that is queued for a retry has not
	 * failed.
	 * @param id id of the job
	 * @return this
	 */
	public JobTesterAssert hasFailed(JobId id) {
		return hasStatus(id, JobStatus.FAILED);
	}

	/**
	 * Verifies that a job has failed for good, and which exception its last attempt
	 * threw.
	 * @param id id of the job
	 * @param type exact class of the exception
	 * @return this
	 */
	public JobTesterAssert hasFailed(JobId id, Class<? extends Throwable> type) {
		Job job = withStatus(id, JobStatus.FAILED);
		JobFailure failure = job.lastFailure();
		if (failure == null || !type.getName().equals(failure.exceptionClass())) {
			failWithMessage("Expected the job to have failed with %s, but it is:%n%s", type.getName(),
					this.actual.describe(job));
		}
		return this;
	}

	/**
	 * Verifies the status of a job.
	 * @param id id of the job
	 * @param status the status
	 * @return this
	 */
	public JobTesterAssert hasStatus(JobId id, JobStatus status) {
		withStatus(id, status);
		return this;
	}

	private Job withStatus(JobId id, JobStatus status) {
		isNotNull();
		Job job = this.actual.lookUp(id)
			.orElseThrow(() -> failure("Expected job %s to be %s, but there is no such job. There are:%n%s", id,
					status.value(), this.actual.describeAll()));
		if (job.status() != status) {
			failWithMessage("Expected the job to be %s, but it is:%n%s", status.value(), this.actual.describe(job));
		}
		return job;
	}

}
