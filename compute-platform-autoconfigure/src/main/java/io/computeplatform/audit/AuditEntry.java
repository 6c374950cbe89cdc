package io.computeplatform.audit;

import java.util.UUID;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * An action of an administrator. It is never changed, and is kept when the job is
 * deleted. Later versions may add methods: applications read this type and do not
 * implement it.
 */
public interface AuditEntry extends HistoryEntry {

	/**
	 * {@return number of the entry; later entries have higher numbers}
	 */
	long number();

	/**
	 * {@return what was done}
	 */
	Action action();

	/**
	 * {@return who did it; {@code unknown} if no actor was given}
	 */
	String actor();

	/**
	 * {@return why, if a comment was given}
	 */
	@Nullable String comment();

	/**
	 * {@return job that it was done to, unless it was an operation or a queue}
	 */
	@Nullable JobId job();

	/**
	 * {@return operation that it was done by or to, if any}
	 */
	@Nullable UUID operation();

	/**
	 * {@return queue that it was done to as a whole, if any}
	 */
	@Nullable String queue();

	/**
	 * {@return for jobs that were moved, the target queue}
	 */
	@Nullable String toQueue();

	/**
	 * {@return number of jobs that it affected}
	 */
	long jobs();

	/**
	 * {@return for an edit, id of the copy that was submitted}
	 */
	@Nullable JobId copy();

	/**
	 * {@return for an edit, what it changed, as a JSON Patch (RFC 6902) from the
	 * original's payload to the copy's; truncated at 4000 characters, and then not valid
	 * JSON}
	 */
	@Nullable String difference();

	/**
	 * {@return id of the rejected message that it was done to, if any}
	 */
	@Nullable Long message();

}
