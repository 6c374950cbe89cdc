package io.computeplatform.internal.store;

import java.time.Instant;

import io.computeplatform.FailureReason;
import io.computeplatform.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JobFailure} as the row of its job holds it.
 */
record JobFailureRow(FailureReason reason, @Nullable String exceptionClass, @Nullable String message,
		Instant at) implements JobFailure {

	@Override
	public String toString() {
		return "JobFailure[reason=" + this.reason + ", exceptionClass=" + this.exceptionClass + ", message="
				+ this.message + ", at=" + this.at + "]";
	}

}
