package io.computeplatform.audit;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads audit entries. Thread-safe. Throws Spring's
 * {@link org.springframework.dao.DataAccessException} when the database is not available:
 * {@link org.springframework.dao.QueryTimeoutException} when a read takes longer than
 * {@code compute.async.admin.query-timeout}, and
 * {@link org.springframework.dao.TransientDataAccessResourceException} when
 * {@code compute.async.admin.concurrent-reads} of this process run already.
 */
public interface AuditLog {

	/**
	 * Lists audit entries, newest first.
	 * @param limit maximum number of entries, 1 to 1000
	 * @param before lists entries with a smaller {@link AuditEntry#number()} only, or
	 * {@code null} for the newest
	 * @return the entries
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<AuditEntry> entries(int limit, @Nullable Long before);

	/**
	 * Lists the audit entries of a queue as a whole, newest first: pauses, resumptions,
	 * moves from it and to it, repairs of its dead letters, and resolutions of its
	 * rejected messages.
	 * @param queue name of the queue; it need not exist
	 * @param limit maximum number of entries, 1 to 1000
	 * @return the entries
	 * @throws io.computeplatform.InvalidJobException if no queue can have that name, or
	 * the limit is out of range
	 */
	List<AuditEntry> entriesOfQueue(String queue, int limit);

}
