package io.computeplatform.internal.broker;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.internal.queue.JobQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads dead-letter queues. Internal, thread-safe.
 */
public interface DeadLetterReader {

	/**
	 * Lists dead letters, oldest first, and puts them back. Stale ones are removed. So
	 * are further copies of a dead letter, which was published again after a missing
	 * confirm.
	 * @param queue the job queue
	 * @param limit maximum number
	 * @param current tests whether a dead letter is current; otherwise it is stale
	 * @return the dead letters
	 */
	List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current);

	/**
	 * Passes current dead letters to a callback, oldest first, until one is removed or
	 * left. Stale ones are removed.
	 * @param queue the job queue
	 * @param current tests whether a dead letter is current; otherwise it is stale
	 * @param choice decides what to do with the dead letter; called before it is done
	 * @return the removed dead letter, or empty
	 */
	Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current, Function<DeadLetter, Choice> choice);

	/**
	 * Passes all dead letters that are in the queue now to a callback, in batches, and
	 * requeues them in their places at the end, also if it fails.
	 * @param queue the job queue
	 * @param selectRemoved returns the delivery tags of the dead letters of a batch to
	 * remove
	 */
	default void forEachBatch(JobQueue queue, Function<List<QueuedDeadLetter>, List<Long>> selectRemoved) {
		forEachBatch(queue, Long.MAX_VALUE, selectRemoved);
	}

	/**
	 * Passes the oldest dead letters that are in the queue now to a callback, in batches,
	 * and requeues them in their places at the end, also if it fails.
	 * @param queue the job queue
	 * @param limit maximum number
	 * @param selectRemoved returns the delivery tags of the dead letters of a batch to
	 * remove
	 */
	void forEachBatch(JobQueue queue, long limit, Function<List<QueuedDeadLetter>, List<Long>> selectRemoved);

	/**
	 * What to do with a dead letter.
	 */
	enum Choice {

		/**
		 * Remove it, and stop.
		 */
		REMOVE,

		/**
		 * Put it back, and stop.
		 */
		LEAVE,

		/**
		 * Put it back, and continue with the next.
		 */
		SKIP

	}

	/**
	 * A dead letter without its payload.
	 *
	 * @param tag its delivery tag
	 * @param jobId id of its job, if it names one
	 * @param tryCount try count in it
	 * @param reason why it is on the dead-letter queue
	 * @param rejectedId id of the row that keeps the rejected message, if there is one
	 */
	record QueuedDeadLetter(long tag, @Nullable JobId jobId, int tryCount, FailureReason reason,
			@Nullable Long rejectedId) {

	}

}
