package io.computeplatform.reconcile;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Messages in job queues of which no job could be made: somebody else has sent them, or
 * the job that they name does not exist here, or handling them failed again and again.
 * Each is put away to the dead-letter queue, and kept here: its reason, its headers up to
 * 32 KiB and its body up to 64 KiB. The same message again is counted, not added. About
 * 10,000 open ones are kept; those beyond are on the dead-letter queue only.
 * <p>
 * A message stays open until it is moved back or discarded. Then its dead letter is
 * stale, and removed like that of a job that moved on, and after seven days its row is
 * deleted. A letter that is popped leaves its row open.
 * <p>
 * What changes something is recorded with who, when and why, and found by
 * {@code FailedJobRepository.queueActions}. Who is the name that Spring Security knows,
 * else what the caller says, else {@code unknown}.
 * <p>
 * Thread-safe. Methods throw Spring's {@link org.springframework.dao.DataAccessException}
 * when the database does not answer. What changes something has a transaction of its own,
 * beside the caller's.
 */
public interface RejectedMessages {

	/**
	 * Lists messages, the newest first, without headers and bodies.
	 * @param queue name of the queue, or {@code null} for all
	 * @param settled {@code true} for those that were moved back or discarded,
	 * {@code false} for those that are open
	 * @param limit how many at most, 1 to 1000
	 * @param before lists those with smaller ids only: to go on, the last id of the list
	 * before; {@code null} to begin
	 * @return the messages
	 * @throws io.computeplatform.InvalidJobException if the limit is not allowed
	 */
	List<RejectedMessage> list(@Nullable String queue, boolean settled, int limit, @Nullable Long before);

	/**
	 * Finds a message, with headers and body.
	 * @param id its id
	 * @return the message, or empty
	 */
	Optional<RejectedMessage> find(long id);

	/**
	 * Puts a message back to the end of the queue in which it was found. Its headers CC
	 * and BCC, by which the broker would send copies to other queues, are left out.
	 * Returns when the broker has confirmed it, within seconds. A message that is
	 * rejected again is open again.
	 * @param id its id
	 * @param reason why, if it is to be recorded; 2000 characters at most
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @return {@code false} if there is no such message, or it is not open
	 * @throws io.computeplatform.InvalidJobException if it is not kept whole, this
	 * application has no such queue, or a text is not allowed; nothing was done then
	 * @throws org.springframework.amqp.AmqpException if the broker does not confirm it;
	 * it is still open then, and may be in the queue as well
	 */
	boolean moveBack(long id, @Nullable String reason, @Nullable String by);

	/**
	 * Says that nothing more is to be done about a message.
	 * @param id its id
	 * @param reason why, if it is to be recorded; 2000 characters at most
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @return {@code false} if there is no such message, or it is not open
	 * @throws io.computeplatform.InvalidJobException if a text is not allowed
	 */
	boolean discard(long id, @Nullable String reason, @Nullable String by);

}
