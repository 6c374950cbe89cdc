package io.computeplatform.control;

import java.util.List;

import io.computeplatform.audit.AuditNote;

/**
 * Compares failed jobs with the dead letters of their queues. Use it after a dead-letter
 * queue was purged or deleted, the broker lost a node, or the database or the broker was
 * restored from a backup.
 * <p>
 * The dead letters of a queue are received one after the other, and requeued in their
 * order at the end, also if the call fails or this process dies. Other consumers do not
 * see them meanwhile. Dead letters that another consumer holds at that moment are not
 * seen: their jobs count as missing. The second copy that {@code repair} then publishes
 * is removed as stale.
 * <p>
 * Concurrent calls, in any number of instances, are safe: they wait for each other, queue
 * by queue. Each holds one database connection and one transaction while it runs, about a
 * minute for some hundred thousand dead letters. Thread-safe. Methods throw Spring's
 * {@link org.springframework.dao.DataAccessException} and
 * {@link org.springframework.amqp.AmqpException} when the database or the broker is not
 * available.
 */
public interface DeadLetterReconciliation {

	/**
	 * Compares, and changes nothing.
	 * @return the differences of each configured queue, ordered by name
	 */
	List<ReconciliationReport> report();

	/**
	 * Does what {@link #repair()} does, for one queue.
	 * @param queue name of a configured queue, without prefix
	 * @param note actor and comment to record
	 * @return the differences as they were found
	 * @throws io.computeplatform.InvalidJobException if the queue is unknown
	 */
	ReconciliationReport repair(String queue, AuditNote note);

	/**
	 * Compares and repairs: the relay publishes missing dead letters again, and stale
	 * ones are removed. Foreign messages are left in the queue. Each repaired queue gets
	 * an audit entry.
	 * @return the differences as they were found
	 */
	List<ReconciliationReport> repair();

}
