package io.computeplatform.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.PausedQueue;
import io.computeplatform.QueueControl;
import io.computeplatform.actuate.FailedJobViews.Problem;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.probe.Probe;
import io.computeplatform.probe.Probe.Answer;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.QueueRows;
import io.computeplatform.store.QueueRows.Figures;
import io.computeplatform.worker.WorkerState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the queues, and pauses and resumes them. What database or broker do not answer in
 * time is left out.
 */
@Endpoint(id = "computequeues")
final class QueuesEndpoint {

	private static final Duration FRESH = Duration.ofMillis(100);

	private final JobQueues queues;

	private final QueueControl control;

	private final @Nullable WorkerState worker;

	private final Probe<Rows> database;

	private final Probe<Map<String, BrokerQueues.Figures>> broker;

	QueuesEndpoint(JobQueues queues, QueueRows rows, BrokerQueues brokerQueues, QueueControl control,
			@Nullable WorkerState worker) {
		this.queues = queues;
		this.control = control;
		this.worker = worker;
		this.database = new Probe<>("queues", () -> new Rows(by(rows.figures(queues.names()), Figures::queue),
				by(control.paused(), PausedQueue::queue)), FRESH);
		this.broker = new Probe<>("queues", () -> look(queues, brokerQueues), FRESH);
	}

	private static <T> Map<String, T> by(List<T> values, Function<T, String> queue) {
		return values.stream().collect(Collectors.toMap(queue, Function.identity()));
	}

	private static Map<String, BrokerQueues.Figures> look(JobQueues queues, BrokerQueues brokerQueues) {
		Map<String, BrokerQueues.Figures> found = new HashMap<>();
		queues.all()
			.stream()
			.flatMap((queue) -> Stream.of(queue.routingKey(), queue.deadLetterRoutingKey()))
			.forEach((name) -> brokerQueues.look(name).ifPresent((figures) -> found.put(name, figures)));
		return found;
	}

	/**
	 * Shows all queues.
	 * @return by name, and what could not be found out
	 */
	@ReadOperation
	public Queues queues() {
		Answer<Rows> database = this.database.ask();
		Answer<Map<String, BrokerQueues.Figures>> broker = this.broker.ask();
		List<String> problems = new ArrayList<>();
		describe("database", database, problems);
		describe("broker", broker, problems);
		Rows rows = Objects.requireNonNullElse(database.value(), new Rows(Map.of(), Map.of()));
		Map<String, BrokerQueues.Figures> messages = Objects.requireNonNullElse(broker.value(), Map.of());
		Map<String, CircuitBreaker.State> breakers = (this.worker != null) ? this.worker.breakers() : Map.of();
		Map<String, Queue> shown = new LinkedHashMap<>();
		for (JobQueue queue : this.queues.all()) {
			String name = queue.name();
			CircuitBreaker.State breaker = breakers.get(name);
			shown.put(name,
					Queue.of(rows.figures().get(name), messages.get(queue.routingKey()),
							messages.get(queue.deadLetterRoutingKey()), rows.paused().get(name),
							(breaker != null) ? Breakers.name(breaker) : null));
		}
		return new Queues(shown, problems);
	}

	private static void describe(String what, Answer<?> answer, List<String> problems) {
		if (answer.failure() != null) {
			problems.add("The " + what + " does not answer: " + answer.failure());
		}
	}

	/**
	 * Pauses or resumes a queue, for all instances.
	 * @param queue name of the queue
	 * @param action what to do
	 * @param reason why, to pause
	 * @return nothing, or why it makes no sense
	 */
	@WriteOperation
	public @Nullable Object change(@Selector String queue, Action action,
			@org.springframework.lang.Nullable @Nullable String reason) {
		try {
			switch (action) {
				case PAUSE -> this.control.pause(queue, Objects.requireNonNullElse(reason, ""));
				case RESUME -> this.control.resume(queue);
			}
		}
		catch (InvalidJobException ex) {
			// Not thrown as one of Actuator's, whose message an application hides by
			// default.
			return new WebEndpointResponse<>(new Problem(String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		this.database.forget();
		return null;
	}

	/**
	 * What can be done to a queue.
	 */
	enum Action {

		/**
		 * Start no more jobs of it.
		 */
		PAUSE,

		/**
		 * Start them again.
		 */
		RESUME

	}

	/**
	 * The answer.
	 *
	 * @param queues by name
	 * @param problems why something is left out, if it is
	 */
	record Queues(Map<String, Queue> queues, List<String> problems) {

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
	 * @param breaker state of the circuit breaker in this process
	 */
	record Queue(@Nullable Long queued, @Nullable Long due, @Nullable Long inProgress, @Nullable Long failed,
			@Nullable Long owed, @Nullable Long ready, @Nullable Long consumers, @Nullable Long deadLetters,
			@Nullable Pause paused, @Nullable String breaker) {

		static Queue of(@Nullable Figures jobs, BrokerQueues.@Nullable Figures messages,
				BrokerQueues.@Nullable Figures deadLetters, @Nullable PausedQueue paused, @Nullable String breaker) {
			return new Queue(get(jobs, Figures::queued), get(jobs, Figures::due), get(jobs, Figures::inProgress),
					get(jobs, Figures::failed), get(jobs, Figures::owed), get(messages, BrokerQueues.Figures::ready),
					get(messages, BrokerQueues.Figures::consumers), get(deadLetters, BrokerQueues.Figures::ready),
					(paused != null) ? new Pause(paused.pausedAt().toString(), paused.reason()) : null, breaker);
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
	 */
	record Pause(String since, String reason) {

	}

	private record Rows(Map<String, Figures> figures, Map<String, PausedQueue> paused) {

	}

}
