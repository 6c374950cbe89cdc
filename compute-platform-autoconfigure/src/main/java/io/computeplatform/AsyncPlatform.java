package io.computeplatform;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Submits jobs, finds, cancels and deletes them, and reads dead letters.
 * <p>
 * A submit inserts a row into PostgreSQL. Inside a transaction on the same
 * {@code DataSource} the row commits or rolls back with that transaction. The message to
 * RabbitMQ follows the commit. While the broker is down jobs are delayed, and none is
 * lost. Delivery is at least once. The attempt with a given number starts at most once.
 * <p>
 * Implementations are thread-safe. Methods that access the database throw Spring's
 * {@link org.springframework.dao.DataAccessException} when it is not available.
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
	 * if there is one. The message is published with a publisher confirm after the
	 * commit.
	 * <p>
	 * If a job with the id exists, it stays unchanged, with two exceptions: it is
	 * finished and {@link SubmitOptions#withRerun()} is set, or it is
	 * {@link JobStatus#EXPIRED}. A submit is refused if the existing job that it would
	 * leave unchanged has another queue, type or payload. Payloads are equal if their
	 * JSON is, apart from the order of its fields.
	 * <p>
	 * A payload is also refused if this process executes jobs and none of its executors
	 * for the queue takes the type. Use {@link JobType} for a type that only other
	 * applications execute.
	 * @param queue name of a configured queue, without prefix
	 * @param payload what the executor gets, serialized to JSON by Jackson
	 * @param options id, retries, due time of the job
	 * @return id of the new or the existing job
	 * @throws InvalidJobException if queue, payload or options are null or not
	 * acceptable, a re-run is requested without an id, or the id is that of another job;
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
	 * @param options options of each job; neither an id nor a re-run is allowed
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
	 * @return the current state of the job, or empty if there is none
	 */
	Optional<Job> find(JobId id);

	/**
	 * Waits until a job is finished: complete, failed for good, cancelled, discarded or
	 * expired. A failed attempt that is followed by a retry does not end the wait.
	 * <p>
	 * A job that ends in this process ends the wait at once. For one that ends elsewhere
	 * the row is looked up again after 100 milliseconds, and then after pauses that
	 * double up to 5 seconds. The wait holds the calling thread and no connection. An
	 * executor that waits for another job occupies a thread of its queue: if all threads
	 * of a queue wait for jobs of the same queue, none of these runs before the timeout.
	 * <p>
	 * It can't be called inside a transaction on the jobs' database. The transaction
	 * would stay open for the whole wait, and a job that it has submitted, retried or
	 * cancelled does not run or end before its commit. A call after the commit is
	 * allowed, also in a callback of the transaction.
	 * @param id id of the job
	 * @param timeout maximum wait, zero or more; zero only looks the job up
	 * @return the finished job, whatever its status; empty if it is not finished in time,
	 * or if there is no such job
	 * @throws InterruptedException if the thread is interrupted; the job is not affected
	 * @throws InvalidJobException if the timeout is negative
	 * @throws org.springframework.transaction.IllegalTransactionStateException if it is
	 * called inside a transaction on the jobs' database
	 */
	Optional<Job> awaitResult(JobId id, Duration timeout) throws InterruptedException;

	/**
	 * Reads the newest lines of a job's log, of all its attempts.
	 * @param id id of the job
	 * @return at most 1000 lines
	 * @see #log(JobId, int)
	 */
	default List<JobLogEntry> log(JobId id) {
		return log(id, 1000);
	}

	/**
	 * Reads the newest lines of a job's log, of all its attempts. Lines of a running
	 * attempt appear with the next renewal of its worker's lease
	 * ({@code compute.async.worker.lease-renewal}). Where lines of an attempt were
	 * dropped, an additional entry says how many.
	 * @param id id of the job
	 * @param limit maximum number of lines, 1 to 1000
	 * @return the lines, oldest first; empty if there are none, or no such job
	 * @throws InvalidJobException if the limit is out of range
	 * @see JobContext#log(org.slf4j.event.Level, String)
	 */
	List<JobLogEntry> log(JobId id, int limit);

	/**
	 * Finds where the thread of a job's executor was when it was sampled last. An attempt
	 * is sampled at each renewal of its worker's lease once it is older than
	 * {@code compute.async.sample-after} (5 seconds by default), and when it is
	 * interrupted because it timed out or was cancelled. The last sample of an attempt is
	 * kept with the job.
	 * @param id id of the job
	 * @return the newest sample of its newest attempt that has one, or empty
	 */
	Optional<JobStackSample> stackSample(JobId id);

	/**
	 * Cancels a job. A queued job never runs. A running job is interrupted, usually
	 * within a second, and ends as {@link JobStatus#CANCELLED} unless it completes before
	 * the interrupt reaches it.
	 * @param id id of the job
	 * @return {@link ChangeResult#DONE} for a queued job,
	 * {@link ChangeResult#STOP_REQUESTED} for a running one, {@link ChangeResult#REFUSED}
	 * for a finished one, {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws org.springframework.dao.CannotAcquireLockException if another transaction
	 * holds the job's row for two seconds; nothing was done, and the call can be repeated
	 */
	ChangeResult cancel(JobId id);

	/**
	 * Marks the result of a complete job as outdated, so that the next submit with its id
	 * runs it again.
	 * @param id id of the job
	 * @return {@link ChangeResult#DONE} for a complete job, {@link ChangeResult#REFUSED}
	 * for another one, {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws org.springframework.dao.CannotAcquireLockException if another transaction
	 * holds the job's row for two seconds; nothing was done, and the call can be repeated
	 */
	ChangeResult expire(JobId id);

	/**
	 * Deletes a finished job with its attempts.
	 * @param id id of the job
	 * @return {@link ChangeResult#DONE} for a finished job, {@link ChangeResult#REFUSED}
	 * for one that is queued or in progress: cancel it first,
	 * {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws org.springframework.dao.CannotAcquireLockException if another transaction
	 * holds the job's row for two seconds; nothing was done, and the call can be repeated
	 */
	ChangeResult delete(JobId id);

	/**
	 * Lists the messages in a queue's dead-letter queue, oldest first, and leaves them
	 * there in their order. Stale dead letters, whose job was retried or discarded since,
	 * are removed. Other consumers of that queue do not see the listed dead letters
	 * during this call.
	 * @param queue name of a configured queue, without prefix
	 * @param limit maximum number, 1 to 1000; fewer are returned if their payloads exceed
	 * 8 million characters in total
	 * @return the dead letters
	 * @throws InvalidJobException if the queue is unknown or the limit out of range
	 * @throws org.springframework.amqp.AmqpException if the broker is not available
	 */
	List<DeadLetter> deadLetters(String queue, int limit);

	/**
	 * Passes the oldest dead letter of a queue to the callback, which is called once at
	 * most, and removes it if the callback returns {@code true}. The job's row stays
	 * {@link JobStatus#FAILED}, and no other dead letter is published for that failure.
	 * @param queue name of a configured queue, without prefix
	 * @param pop returns {@code true} to remove the dead letter, {@code false} to put it
	 * back; if it throws, the dead letter is put back and the caller gets the exception
	 * @return the removed dead letter, or empty if there was none, it was put back, or
	 * its job has changed since, for example because the callback has retried it
	 * @throws InvalidJobException if the queue is unknown
	 * @throws org.springframework.amqp.AmqpException if the broker is not available
	 * @throws org.springframework.dao.CannotAcquireLockException if another transaction
	 * holds the job's row for two seconds; nothing was done, and the call can be repeated
	 */
	Optional<DeadLetter> nextDeadLetter(String queue, Predicate<DeadLetter> pop);

	/**
	 * Passes the oldest dead letter of each queue to the callback, in the order of the
	 * queues' names, until one is removed.
	 * @param pop returns {@code true} to remove the dead letter, {@code false} to put it
	 * back
	 * @return the removed dead letter, or empty
	 * @see #nextDeadLetter(String, Predicate)
	 */
	Optional<DeadLetter> nextDeadLetter(Predicate<DeadLetter> pop);

}
