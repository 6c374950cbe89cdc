package io.computeplatform.failed;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of failed jobs, newest failure first. Jobs that fail or are retried meanwhile
 * neither shift the next page nor appear on it twice. Later versions may add methods:
 * applications read this type and do not implement it.
 */
public interface FailedJobPage {

	/**
	 * {@return the jobs}
	 */
	List<FailedJob> jobs();

	/**
	 * {@return cursor of the page with older failures, or {@code null} if this is the
	 * last}
	 */
	@Nullable String next();

	/**
	 * {@return cursor of the page with newer failures, or {@code null} if this was the
	 * first when it was read}
	 */
	@Nullable String previous();

}
