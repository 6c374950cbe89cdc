package io.computeplatform.jobs;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of jobs, newest first. A page can have fewer jobs than were asked for although
 * there are more, even none: its search then stopped after a limited number of jobs that
 * did not match, and {@link #next()} continues it. A job whose status changes meanwhile
 * moves in the list; others neither shift the next page nor appear on it twice. Later
 * versions may add methods: applications read this type and do not implement it.
 */
public interface JobPage {

	/**
	 * {@return the jobs}
	 */
	List<JobSummary> jobs();

	/**
	 * {@return cursor of the page with older jobs, or {@code null} if this is the last}
	 */
	@Nullable String next();

	/**
	 * {@return cursor of the page with newer jobs, or {@code null} if this was the first
	 * when it was read}
	 */
	@Nullable String previous();

	/**
	 * {@return time of the list at which the search stopped before the page was full, or
	 * {@code null} if it did not}
	 */
	@Nullable Instant searchedUntil();

}
