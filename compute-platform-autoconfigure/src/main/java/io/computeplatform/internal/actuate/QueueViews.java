package io.computeplatform.internal.actuate;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.control.PausedQueue;
import io.computeplatform.control.ReconciliationReport;
import io.computeplatform.internal.actuate.FailedJobViews.ActionView;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.store.QueueRows.JobCounts;
import io.computeplatform.internal.store.UnservedQueueRows.Unserved;
import org.jspecify.annotations.Nullable;

/**
 * Responses of the queues' endpoint.
 */
final class QueueViews {

	private QueueViews() {
	}

	/**
	 * All queues.
	 *
	 * @param queues by name
	 * @param unserved queues of any application that hold jobs and that no live worker
	 * serves, by name
	 * @param problems why parts are missing, if they are
	 */
	record Queues(Map<String, Queue> queues, Map<String, Held> unserved, List<String> problems) {

	}

	/**
	 * One queue.
	 *
	 * @param queue its figures, if this application has it
	 * @param unserved jobs that it holds, if no live worker serves it
	 * @param actions actions of administrators on it, newest first
	 */
	record One(@JsonInclude(Include.NON_NULL) @Nullable Queue queue,
			@JsonInclude(Include.NON_NULL) @Nullable Held unserved, List<ActionView> actions) {

	}

	/**
	 * A queue.
	 *
	 * @param queued queued jobs, including those that are not due
	 * @param due queued jobs that are due
	 * @param inProgress jobs in progress
	 * @param failed failed jobs
	 * @param pending pending messages that are due
	 * @param ready messages on the broker that are ready for delivery
	 * @param consumers consumers, of all instances
	 * @param deadLetters messages in the dead-letter queue
	 * @param paused manual pause, if there is one
	 * @param withoutExecutor unserved jobs by type, if there are any
	 * @param rejected open rejected messages
	 * @param breaker state of the circuit breaker in this process
	 */
	record Queue(@Nullable Long queued, @Nullable Long due, @Nullable Long inProgress, @Nullable Long failed,
			@Nullable Long pending, @Nullable Long ready, @Nullable Long consumers, @Nullable Long deadLetters,
			@Nullable Pause paused, @Nullable Map<String, Long> withoutExecutor, @Nullable Long rejected,
			@Nullable String breaker) {

		static Queue of(@Nullable JobCounts jobs, BrokerQueues.@Nullable QueueInfo messages,
				BrokerQueues.@Nullable QueueInfo deadLetters, @Nullable PausedQueue paused,
				@Nullable Map<String, Long> withoutExecutor, @Nullable Long rejected, @Nullable String breaker) {
			return new Queue(get(jobs, JobCounts::queued), get(jobs, JobCounts::due), get(jobs, JobCounts::inProgress),
					get(jobs, JobCounts::failed), get(jobs, JobCounts::pending),
					get(messages, BrokerQueues.QueueInfo::ready), get(messages, BrokerQueues.QueueInfo::consumers),
					get(deadLetters, BrokerQueues.QueueInfo::ready),
					(paused != null) ? new Pause(paused.pausedAt().toString(), paused.comment(), paused.actor()) : null,
					withoutExecutor, rejected, breaker);
		}

		private static <T> @Nullable Long get(@Nullable T figures, Function<T, Long> figure) {
			return (figures != null) ? figure.apply(figures) : null;
		}

	}

	/**
	 * A manual pause.
	 *
	 * @param since when it began, by the database's clock
	 * @param comment why
	 * @param actor who paused it
	 */
	record Pause(String since, String comment, @Nullable String actor) {

	}

	/**
	 * Jobs of an unserved queue, each number counted up to a limit.
	 *
	 * @param queued queued jobs
	 * @param inProgress jobs whose worker is lost
	 * @param deadLetters failed jobs with a pending dead letter
	 */
	record Held(long queued, long inProgress, long deadLetters) {

		static Held of(Unserved queue) {
			return new Held(queue.queued(), queue.inProgress(), queue.deadLetters());
		}

	}

	/**
	 * Result of a move.
	 *
	 * @param moved number of moved jobs; there may be more if it is the limit
	 */
	record Moved(int moved) {

	}

	/**
	 * Result of repairs.
	 *
	 * @param repaired differences by queue
	 */
	record Repaired(Map<String, ReconciliationView> repaired) {

	}

	/**
	 * Differences between failed jobs and dead letters of a queue.
	 *
	 * @param letters messages that were in the dead-letter queue
	 * @param missing failed jobs whose dead letter is published again
	 * @param stale dead letters that were removed
	 * @param foreign messages that belong to no job, and are left in the queue
	 */
	record ReconciliationView(long letters, long missing, long stale, long foreign) {

		static ReconciliationView of(ReconciliationReport balance) {
			return new ReconciliationView(balance.letters(), balance.missing(), balance.stale(), balance.foreign());
		}

	}

}
