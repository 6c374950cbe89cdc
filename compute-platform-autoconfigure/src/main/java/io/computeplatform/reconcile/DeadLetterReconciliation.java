package io.computeplatform.reconcile;

import java.util.List;

import org.jspecify.annotations.Nullable;

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
	 * Does what {@link #repair()} does, for one queue.
	 * @param queue name of a configured queue, without prefix
	 * @param reason why, if it is to be recorded; 2000 characters at most
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @return the differences as they were found
	 * @throws io.computeplatform.InvalidJobException if the queue is unknown or a text is
	 * not allowed
	 */
	DeadLetterBalance repair(String queue, @Nullable String reason, @Nullable String by);

	/**
	 * Compares and mends: a job whose letter is missing owes it again, and the relay
	 * sends it; stale letters are removed. Foreign messages are left where they are. What
	 * was mended is recorded with who did it, queue by queue.
	 * @return the differences as they were found
	 */
	List<DeadLetterBalance> repair();

}
