package io.computeplatform.test;

import java.util.List;
import java.util.function.Predicate;

import io.computeplatform.Job;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the queued jobs of one queue. Each condition filters the jobs for the
 * conditions that follow.
 */
public final class EnqueuedJobsAssert extends AbstractAssert<EnqueuedJobsAssert, List<Job>> {

	private final JobTester tester;

	private final List<Job> all;

	private final String wanted;

	EnqueuedJobsAssert(JobTester tester, List<Job> all, List<Job> actual, String wanted) {
		super(actual, EnqueuedJobsAssert.class);
		this.tester = tester;
		this.all = all;
		this.wanted = wanted;
	}

	/**
	 * Verifies that there is a job with a payload: the same JSON, or equal to the
	 * expected one when read as the type of its executor.
	 * @param payload the expected payload
	 * @return assertions on the jobs that have it
	 */
	public EnqueuedJobsAssert withPayload(Object payload) {
		return narrow((job) -> this.tester.hasPayload(job, payload), "with payload " + payload);
	}

	/**
	 * Verifies that there is a job whose payload matches a predicate.
	 * @param <P> type of the payload
	 * @param type type to read payloads as
	 * @param test predicate that the payload must match
	 * @return assertions on the jobs that match
	 */
	public <P> EnqueuedJobsAssert withPayloadMatching(Class<P> type, Predicate<? super P> test) {
		return narrow((job) -> test.test(this.tester.payload(job, type)),
				"with a " + type.getSimpleName() + " that matches the predicate");
	}

	/**
	 * Verifies that there is a job that is due now.
	 * @return assertions on the jobs that are
	 */
	public EnqueuedJobsAssert dueNow() {
		return narrow(this.tester::isDue, "due now");
	}

	/**
	 * Verifies that there is a job that is due later: submitted with a delay or a time,
	 * or waiting for a retry.
	 * @return assertions on the jobs that are
	 */
	public EnqueuedJobsAssert dueLater() {
		return narrow((job) -> !this.tester.isDue(job), "due later");
	}

	/**
	 * Verifies the number of jobs.
	 * @param count exact number
	 * @return this
	 */
	public EnqueuedJobsAssert times(int count) {
		if (this.actual.size() != count) {
			failWithMessage("Expected %d jobs %s, but there are %d. Enqueued are:%n%s", count, this.wanted,
					this.actual.size(), this.tester.describe(this.all));
		}
		return this;
	}

	private EnqueuedJobsAssert narrow(Predicate<Job> condition, String description) {
		String narrower = this.wanted + ", " + description;
		List<Job> matching = this.actual.stream().filter(condition).toList();
		if (matching.isEmpty()) {
			failWithMessage("Expected a job to be enqueued %s. Enqueued are:%n%s", narrower,
					this.tester.describe(this.all));
		}
		return new EnqueuedJobsAssert(this.tester, this.all, matching, narrower);
	}

}
