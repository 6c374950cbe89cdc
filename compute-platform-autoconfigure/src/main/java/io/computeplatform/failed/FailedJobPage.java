package io.computeplatform.failed;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of failed jobs, newest failure first. Jobs that fail or are retried meanwhile
 * neither shift the next page nor appear on it twice.
 *
 * @param jobs the jobs
 * @param next cursor of the page with older failures, or {@code null} if this is the last
 * @param previous cursor of the page with newer failures, or {@code null} if this was the
 * first when it was read
 */
public record FailedJobPage(List<FailedJob> jobs, @Nullable String next, @Nullable String previous) {

	public FailedJobPage {
		jobs = List.copyOf(jobs);
	}

}
