package io.computeplatform.reconcile;

import java.util.List;

/**
 * Compares failed jobs with the dead letters of their queues, after a dead-letter queue
 * was purged or deleted, the broker lost a node, or one of both was restored from a
 * backup.
 * <p>
 * A queue's letters are taken one after the other and put back in their order when all
 * have been seen, also when that fails or this process dies. Other readers don't see them
 * meanwhile, and letters that another reader holds at that moment are not seen here: the
 * jobs of those count as missing theirs, and a second copy, which {@code repair} then
 * sends, is dropped when it is met.
 * <p>
 * Any number of calls, in any number of instances, do no harm: they wait for each other,
 * queue by queue. Each holds one database connection and one transaction for as long as
 * it takes, about a minute for some hundred thousand letters. Thread-safe. Methods throw
 * Spring's {@link org.springframework.dao.DataAccessException} and
 * {@link org.springframework.amqp.AmqpException} when database or broker do not answer.
 */
public interface DeadLetterReconciliation {

	/**
	 * Compares, and changes nothing.
	 * @return the differences of each configured queue, ordered by name
	 */
	List<DeadLetterBalance> report();

	/**
	 * Compares and mends: a job whose letter is missing owes it again, and the relay
	 * sends it; stale letters are removed. Foreign messages are left where they are.
	 * @return the differences as they were found
	 */
	List<DeadLetterBalance> repair();

}
