package io.computeplatform.control;

import java.time.Instant;
import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the types of this package that applications read.
 */
final class Values {

	private Values() {
	}

	record PausedQueue(String queue, String comment, Instant pausedAt,
			@Nullable String actor) implements io.computeplatform.control.PausedQueue {

	}

	record ReconciliationReport(String queue, long letters, long missing, long stale, long foreign,
			List<io.computeplatform.control.Difference> examples)
			implements
				io.computeplatform.control.ReconciliationReport {

		ReconciliationReport {
			examples = List.copyOf(examples);
		}

		@Override
		public boolean isBalanced() {
			return this.missing == 0 && this.stale == 0 && this.foreign == 0;
		}

	}

	record Difference(Kind kind, @Nullable JobId jobId) implements io.computeplatform.control.Difference {

	}

	record RejectedMessage(long id, String queue, @Nullable String messageId, @Nullable String type, String reason,
			long bodySize, boolean isComplete, long times, Instant firstRejectedAt, Instant lastRejectedAt,
			@Nullable String headers, @Nullable String body,
			@Nullable Resolution resolution) implements io.computeplatform.control.RejectedMessage {

		/**
		 * Omits headers and body, which can be sensitive, so that a message can be
		 * logged.
		 */
		@Override
		public String toString() {
			return "RejectedMessage[id=" + this.id + ", queue=" + this.queue + ", reason=" + this.reason + ", times="
					+ this.times + "]";
		}

	}

	record Resolution(Instant at, Action action, String actor,
			@Nullable String comment) implements io.computeplatform.control.RejectedMessage.Resolution {

	}

}
