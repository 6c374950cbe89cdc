package io.computeplatform.jobs;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A job, and why it waits if it does. Later versions may add methods: applications read
 * this type and do not implement it.
 */
public interface JobExplanation {

	/**
	 * {@return the job}
	 */
	JobSummary job();

	/**
	 * {@return why it is not running, the reason that holds it longest first; empty
	 * unless it is queued}
	 */
	List<WaitingReason> waitingReasons();

	/**
	 * {@return number of jobs of its queue whose messages come before its own, or
	 * {@code null} unless it is queued and due}
	 */
	@Nullable JobCount ahead();

	/**
	 * {@return estimated time until its start: the jobs ahead at the rate at which jobs
	 * of its queue ended in the last minutes; {@code null} if another reason holds it, or
	 * too few have ended}
	 */
	@Nullable Duration estimatedWait();

}
