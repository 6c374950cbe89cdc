package io.computeplatform.actuate;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.PausedQueue;
import io.computeplatform.actuate.FailedJobViews.ActionView;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.reconcile.DeadLetterBalance;
import io.computeplatform.store.QueueRows.Figures;
import io.computeplatform.store.UnservedQueueRows.Unserved;
import org.jspecify.annotations.Nullable;

/**
 * What the queues' endpoint answers.
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
	 * @param problems why something is left out, if it is
	 */
	record Queues(Map<String, Queue> queues, Map<String, Held> unserved, List<String> problems) {

	}

	/**
	 * One queue.
	 *
	 * @param queue what there is of it, if this application has it
	 * @param unserved what it holds, if no live worker serves it
	 * @param actions what administrators did to it, newest first
	 */
	record One(@JsonInclude(Include.NON_NULL) @Nullable Queue queue,
			@JsonInclude(Include.NON_NULL) @Nullable Held unserved, List<ActionView> actions) {

	}

	/**
	 * A queue.
	 *
	 * @param queued jobs that wait, later ones included
	 * @param due jobs that wait and may start now
	 * @param inProgress jobs that run
	 * @param failed jobs that failed for good
	 * @param owed messages that the broker is not known to have
	 * @param ready messages on the broker that wait for a consumer
	 * @param consumers consumers, of all instances
	 * @param deadLetters messages in the dead-letter queue
	 * @param paused since when and why somebody paused it
	 * @param withoutExecutor queued jobs by type for which no instance that met them had
	 * an executor, if there are any
	 * @param rejected rejected messages to be moved back or discarded
	 * @param breaker state of the circuit breaker in this process
	 */
	record Queue(@Nullable Long queued, @Nullable Long due, @Nullable Long inProgress, @Nullable Long failed,
			@Nullable Long owed, @Nullable Long ready, @Nullable Long consumers, @Nullable Long deadLetters,
			@Nullable Pause paused, @Nullable Map<String, Long> withoutExecutor, @Nullable Long rejected,
			@Nullable String breaker) {

		static Queue of(@Nullable Figures jobs, BrokerQueues.@Nullable Figures messages,
				BrokerQueues.@Nullable Figures deadLetters, @Nullable PausedQueue paused,
				@Nullable Map<String, Long> withoutExecutor, @Nullable Long rejected, @Nullable String breaker) {
			return new Queue(get(jobs, Figures::queued), get(jobs, Figures::due), get(jobs, Figures::inProgress),
					get(jobs, Figures::failed), get(jobs, Figures::owed), get(messages, BrokerQueues.Figures::ready),
					get(messages, BrokerQueues.Figures::consumers), get(deadLetters, BrokerQueues.Figures::ready),
					(paused != null) ? new Pause(paused.pausedAt().toString(), paused.reason(), paused.by()) : null,
					withoutExecutor, rejected, breaker);
		}

		private static <T> @Nullable Long get(@Nullable T figures, Function<T, Long> figure) {
			return (figures != null) ? figure.apply(figures) : null;
		}

	}

	/**
	 * A pause by hand.
	 *
	 * @param since when it began, by the database's clock
	 * @param reason why
	 * @param by who paused it
	 */
	record Pause(String since, String reason, @Nullable String by) {

	}

	/**
	 * What a queue holds that no live worker serves, each counted up to a limit.
	 *
	 * @param queued jobs that wait
	 * @param inProgress jobs whose worker is gone
	 * @param deadLetters failed jobs whose dead letter has not been sent
	 */
	record Held(long queued, long inProgress, long deadLetters) {

		static Held of(Unserved queue) {
			return new Held(queue.queued(), queue.inProgress(), queue.deadLetters());
		}

	}

	/**
	 * What was moved.
	 *
	 * @param moved how many jobs; there may be more if it is the limit
	 */
	record Moved(int moved) {

	}

	/**
	 * What repairs have found and mended.
	 *
	 * @param repaired by queue
	 */
	record Repaired(Map<String, Balance> repaired) {

	}

	/**
	 * How failed jobs and dead letters of a queue differed.
	 *
	 * @param letters messages that were in the dead-letter queue
	 * @param missing failed jobs whose letter is sent again
	 * @param stale letters that were removed
	 * @param foreign messages that belong to no job, and are left
	 */
	record Balance(long letters, long missing, long stale, long foreign) {

		static Balance of(DeadLetterBalance balance) {
			return new Balance(balance.letters(), balance.missing(), balance.stale(), balance.foreign());
		}

	}

}
