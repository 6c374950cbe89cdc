package io.computeplatform;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The front door: submits jobs, finds, cancels and deletes them, and reads dead letters.
 * <p>
 * A submitted job is a row in PostgreSQL before it is anything else. Inside a transaction
 * on the same {@code DataSource} the row commits or rolls back with it; the message to
 * RabbitMQ follows the commit. A broker that is down delays a job, it never loses one.
 * Delivery is at least once, the start of try N is at most once.
 * <p>
 * Implementations are thread-safe. Methods that reach the database throw Spring's
 * {@link org.springframework.dao.DataAccessException} when it does not answer.
 */
public interface AsyncPlatform {

	/**
	 * Submits a job with default options.
	 * @param queue name of a configured queue, without prefix
	 * @param payload what the executor gets, serialized to JSON by Jackson
	 * @return id of the new job
	 * @throws InvalidJobException if the queue is unknown, or the payload is null or
	 * can't be serialized
	 * @see #submit(String, Object, SubmitOptions)
	 */
	default JobId submit(String queue, Object payload) {
		return submit(queue, payload, SubmitOptions.defaults());
	}

	/**
	 * Submits a job. Returns as soon as the row is written, in the caller's transaction
	 * if there is one; the message is published, confirmed, after the commit. An id that
	 * exists already is not submitted again: its job stays untouched, unless it is
	 * finished and {@link SubmitOptions#withRerun()} was asked for, or it is
	 * {@link JobStatus#EXPIRED}. An id whose untouched job has another queue, type or
	 * payload is refused; payloads are the same if their JSON is, apart from the order of
	 * its fields.
	 * <p>
	 * The payload is refused too if this process executes jobs and none of its executors
	 * for the queue takes the type. A type that only other applications execute has a
	 * {@link JobType}.
	 * @param queue name of a configured queue, without prefix
	 * @param payload what the executor gets, serialized to JSON by Jackson
	 * @param options id, retries, time of the job
	 * @return id of the new or the existing job
	 * @throws InvalidJobException if queue, payload or options are null or not
	 * acceptable, a re-run is asked for without an id, or the id is that of another job;
	 * nothing was written
	 * @throws org.springframework.dao.InvalidDataAccessApiUsageException if the caller's
	 * transaction is read-only; nothing was written
	 */
	JobId submit(String queue, Object payload, SubmitOptions options);

	/**
	 * Submits many jobs with default options.
	 * @param queue name of a configured queue, without prefix
	 * @param payloads one for each job
	 * @return ids in the order of the payloads
	 * @see #submitAll(String, Collection, SubmitOptions)
	 */
	default List<JobId> submitAll(String queue, Collection<?> payloads) {
		return submitAll(queue, payloads, SubmitOptions.defaults());
	}

	/**
	 * Submits many jobs in one statement: all of them or none.
	 * @param queue name of a configured queue, without prefix
	 * @param payloads one for each job
	 * @param options for each of the jobs; neither an id nor a re-run can be asked for
	 * @return ids in the order of the payloads
	 * @throws InvalidJobException if queue, a payload or the options are null or not
	 * acceptable; nothing was written
	 * @throws org.springframework.dao.InvalidDataAccessApiUsageException if the caller's
	 * transaction is read-only; nothing was written
	 */
	List<JobId> submitAll(String queue, Collection<?> payloads, SubmitOptions options);

	/**
	 * Finds a job by its id.
	 * @param id id of the job
	 * @return the job as it is now, or empty if there is none
	 */
	Optional<Job> find(JobId id);

	/**
	 * Cancels a job. One that is queued never runs. One that is running is interrupted,
	 * usually within a second, and ends as {@link JobStatus#CANCELLED} unless it
	 * completes before the interrupt reaches it.
	 * @param id id of the job
	 * @return whether the job is cancelled or asked to stop; {@code false} if it is
	 * unknown or finished
	 */
	boolean cancel(JobId id);

	/**
	 * Marks the result of a complete job as outdated, so that the next submit with its id
	 * runs it again.
	 * @param id id of the job
	 * @return whether the job was complete and is expired now
	 */
	boolean expire(JobId id);

	/**
	 * Deletes a finished job with its attempts.
	 * @param id id of the job
	 * @return whether it was deleted; {@code false} if it is unknown, queued or in
	 * progress (cancel it first)
	 */
	boolean delete(JobId id);

	/**
	 * Lists what is in a queue's dead-letter queue, oldest first, and leaves it there in
	 * its order. Stale ones, whose job was retried or discarded since, are removed when
	 * met. Other readers of that queue do not see the listed letters while this call
	 * looks at them.
	 * @param queue name of a configured queue, without prefix
	 * @param limit how many at most, 1 to 1000; fewer if their payloads have more than 8
	 * million characters together
	 * @return the dead letters
	 * @throws InvalidJobException if the queue is unknown or the limit out of range
	 * @throws org.springframework.amqp.AmqpException if the broker does not answer
	 */
	List<DeadLetter> deadLetters(String queue, int limit);

	/**
	 * Shows the oldest dead letter of a queue and removes it if the callback says so. The
	 * job's row stays {@link JobStatus#FAILED}; it no longer owes a dead letter.
	 * @param queue name of a configured queue, without prefix
	 * @param pop returns {@code true} to remove the letter, {@code false} to put it back;
	 * what it throws puts the letter back too and reaches the caller
	 * @return the removed dead letter, or empty if there was none or it was put back
	 * @throws InvalidJobException if the queue is unknown
	 * @throws org.springframework.amqp.AmqpException if the broker does not answer
	 */
	Optional<DeadLetter> nextDeadLetter(String queue, Predicate<DeadLetter> pop);

	/**
	 * Shows the oldest dead letter of each queue in turn, in the order of their names,
	 * until one is removed.
	 * @param pop returns {@code true} to remove the letter, {@code false} to put it back
	 * @return the removed dead letter, or empty
	 * @see #nextDeadLetter(String, Predicate)
	 */
	Optional<DeadLetter> nextDeadLetter(Predicate<DeadLetter> pop);

}
