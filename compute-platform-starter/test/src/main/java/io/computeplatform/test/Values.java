package io.computeplatform.test;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.SubmitOptions;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the types of this package that tests read.
 */
final class Values {

	private Values() {
	}

	record JobRun(Job job, int tryNumber, @Nullable Throwable failure) implements io.computeplatform.test.JobRun {

	}

	record Submission(JobId id, String queue, Object payload,
			SubmitOptions options) implements RecordingAsyncPlatform.Submission {

	}

}
