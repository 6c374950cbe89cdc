package io.computeplatform.control;

import java.util.List;
import java.util.Optional;

import io.computeplatform.ChangeResult;
import io.computeplatform.audit.AuditNote;
import org.jspecify.annotations.Nullable;

/**
 * Messages on job queues that belong to no job: another program has sent them, or the job
 * that they name does not exist here, or handling them failed repeatedly. Each is
 * rejected to the dead-letter queue, and kept here: its reason, its headers up to 32 KiB
 * and its body up to 64 KiB. If the same message is rejected again, its row is counted
 * up. About 10,000 open ones are kept; further ones are on the dead-letter queue only.
 * <p>
 * A message stays open until it is moved back or discarded. Its dead letter is then stale
 * and is removed. Its row is deleted after seven days. If the dead letter is popped, the
 * row stays open.
 * <p>
 * Each change writes an audit entry, which
 * {@link io.computeplatform.audit.AuditLog#entriesOfQueue} returns.
 * <p>
 * Thread-safe. Methods throw Spring's {@link org.springframework.dao.DataAccessException}
 * when the database is not available. Changes run in a transaction of their own, separate
 * from the caller's.
 */
public interface RejectedMessages {

	/**
	 * Lists messages, newest first, without headers and bodies.
	 * @param queue name of the queue, or {@code null} for all
	 * @param resolved {@code true} for those that were moved back or discarded,
	 * {@code false} for those that are open
	 * @param limit maximum number, 1 to 1000
	 * @param before lists messages with smaller ids only: the last id of the previous
	 * list; {@code null} for the first list
	 * @return the messages
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<RejectedMessage> list(@Nullable String queue, boolean resolved, int limit, @Nullable Long before);

	/**
	 * Finds a message, with headers and body.
	 * @param id its id
	 * @return the message, or empty
	 */
	Optional<RejectedMessage> find(long id);

	/**
	 * Publishes a message to the back of the queue in which it was found, without its
	 * headers CC and BCC, by which the broker would send copies to other queues. Returns
	 * when the broker has confirmed it, within seconds. A message that is rejected again
	 * is open again.
	 * @param id id of the message
	 * @param note actor and comment to record
	 * @return {@link ChangeResult#DONE}, {@link ChangeResult#REFUSED} if it is not open,
	 * {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws io.computeplatform.InvalidJobException if it is not kept completely, or
	 * this application does not have the queue; nothing was done
	 * @throws org.springframework.amqp.AmqpException if the broker does not confirm it;
	 * it is still open then, and may be in the queue as well
	 */
	ChangeResult moveBack(long id, AuditNote note);

	/**
	 * Discards a message that needs no further action, and resolves it.
	 * @param id id of the message
	 * @param note actor and comment to record
	 * @return {@link ChangeResult#DONE}, {@link ChangeResult#REFUSED} if it is not open,
	 * {@link ChangeResult#NOT_FOUND} if there is none
	 */
	ChangeResult discard(long id, AuditNote note);

}
