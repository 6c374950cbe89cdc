package io.computeplatform.internal.audit;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import org.jspecify.annotations.Nullable;

/**
 * A row of an {@link AuditEntry}.
 */
record AuditEntryRow(long number, Instant at, Action action, String actor, @Nullable String comment,
		@Nullable JobId job, @Nullable UUID operation, @Nullable String queue, @Nullable String toQueue, long jobs,
		@Nullable JobId copy, @Nullable String difference, @Nullable Long message) implements AuditEntry {

	/**
	 * Omits the difference, which is parts of two payloads.
	 */
	@Override
	public String toString() {
		return "AuditEntry[number=" + this.number + ", at=" + this.at + ", action=" + this.action + ", actor="
				+ this.actor + ", comment=" + this.comment + ", job=" + this.job + ", operation=" + this.operation
				+ ", queue=" + this.queue + ", toQueue=" + this.toQueue + ", jobs=" + this.jobs + ", copy=" + this.copy
				+ ", message=" + this.message + "]";
	}

}
