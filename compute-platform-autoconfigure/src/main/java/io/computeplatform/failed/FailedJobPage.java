package io.computeplatform.failed;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of failed jobs, newest failure first. Jobs that fail or are retried meanwhile
 * neither shift the next page nor repeat on it.
 *
 * @param jobs the jobs
 * @param next where the next page starts, or {@code null} if this is the last
 */
public record FailedJobPage(List<FailedJob> jobs, @Nullable String next) {

	public FailedJobPage {
		jobs = List.copyOf(jobs);
	}

}
