package io.computeplatform.internal.attempt;

/**
 * Represents an attempt whose worker stops, and whose job was released too often.
 */
final class TooManyReleasesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyReleasesException(Attempt attempt, int maxReleases) {
		super("Worker %s stopped during try %d of job %s, which was released %d times before (compute.async.max-releases)"
			.formatted(attempt.claim().worker(), attempt.claim().tryNumber(), attempt.claim().id(), maxReleases), null,
				false, false);
	}

}
