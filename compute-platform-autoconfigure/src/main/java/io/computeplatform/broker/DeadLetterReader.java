package io.computeplatform.broker;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.queue.JobQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks at dead-letter queues. Internal, thread-safe.
 */
public interface DeadLetterReader {

	/**
	 * Lists dead letters, oldest first, and puts them back; stale ones are removed, and
	 * so are further copies of a letter, which was sent again for want of a confirm.
	 * @param queue the job queue
	 * @param limit how many at most
	 * @param current tells a letter that still stands from a stale one
	 * @return the letters
	 */
	List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current);

	/**
	 * Shows dead letters that still stand, oldest first, until one is removed or left.
	 * Stale ones are removed.
	 * @param queue the job queue
	 * @param current tells a letter that still stands from a stale one
	 * @param choice what to do with the letter; called before it is done
	 * @return the removed letter, or empty
	 */
	Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current, Function<DeadLetter, Choice> choice);

	/**
	 * Shows all letters that are in the queue now, in batches, and puts them back into
	 * their places when all have been seen, or when that fails.
	 * @param queue the job queue
	 * @param review tells which letters of a batch to remove, by their delivery tags
	 */
	default void walk(JobQueue queue, Function<List<Found>, List<Long>> review) {
		walk(queue, Long.MAX_VALUE, review);
	}

	/**
	 * Shows the oldest letters that are in the queue now, in batches, and puts them back
	 * into their places when all have been seen, or when that fails.
	 * @param queue the job queue
	 * @param limit how many at most
	 * @param review tells which letters of a batch to remove, by their delivery tags
	 */
	void walk(JobQueue queue, long limit, Function<List<Found>, List<Long>> review);

	/**
	 * What to do with a letter.
	 */
	enum Choice {

		/**
		 * Remove it, and show no other.
		 */
		REMOVE,

		/**
		 * Put it back, and show no other.
		 */
		LEAVE,

		/**
		 * Put it back, and show the next.
		 */
		SKIP

	}

	/**
	 * A letter without its payload.
	 *
	 * @param tag its delivery tag
	 * @param jobId id of its job, if it names one
	 * @param tryCount try count in it
	 * @param reason why it is here
	 * @param rejectedId id of the row that keeps the rejected message, if there is one
	 */
	record Found(long tag, @Nullable JobId jobId, int tryCount, FailureReason reason, @Nullable Long rejectedId) {

	}

}
