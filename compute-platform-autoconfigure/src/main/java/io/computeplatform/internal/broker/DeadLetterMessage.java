package io.computeplatform.internal.broker;

import java.util.Map;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeadLetter} that was read. Internal.
 */
public record DeadLetterMessage(@Nullable JobId jobId, String queue, FailureReason reason, int tryCount,
		@Nullable String exceptionClass, @Nullable String message, String payload,
		Map<String, Object> headers) implements DeadLetter {

	public DeadLetterMessage {
		headers = Map.copyOf(headers);
	}

	/**
	 * Omits payload and headers, which can be sensitive, so that a dead letter can be
	 * logged.
	 */
	@Override
	public String toString() {
		return "DeadLetter[jobId=" + this.jobId + ", queue=" + this.queue + ", reason=" + this.reason + ", tryCount="
				+ this.tryCount + ", exceptionClass=" + this.exceptionClass + ", message=" + this.message + "]";
	}

}
