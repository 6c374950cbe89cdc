package io.computeplatform.actuate;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.PausedQueue;
import io.computeplatform.QueueControl;
import io.computeplatform.actuate.FailedJobViews.ActionView;
import io.computeplatform.actuate.FailedJobViews.Problem;
import io.computeplatform.actuate.QueueViews.Balance;
import io.computeplatform.actuate.QueueViews.Held;
import io.computeplatform.actuate.QueueViews.Moved;
import io.computeplatform.actuate.QueueViews.One;
import io.computeplatform.actuate.QueueViews.Queue;
import io.computeplatform.actuate.QueueViews.Queues;
import io.computeplatform.actuate.QueueViews.Repaired;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.control.UnservedQueues;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.probe.Probe;
import io.computeplatform.probe.Probe.Answer;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.reconcile.DeadLetterReconciliation;
import io.computeplatform.store.QueueRows;
import io.computeplatform.store.QueueRows.Figures;
import io.computeplatform.store.QueueRows.Unserved;
import io.computeplatform.text.PlainText;
import io.computeplatform.worker.WorkerState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the queues, pauses and resumes them, moves their jobs and mends their dead
 * letters. What database or broker do not answer in time is left out.
 */
@Endpoint(id = "computequeues")
final class QueuesEndpoint {

	private static final Duration FRESH = Duration.ofMillis(100);

	private static final int SHOWN_ACTIONS = 50;

	private static final int CONFLICT = 409;

	private static final int MAX_NAME = 200;

	private final JobQueues queues;

	private final UnservedQueues unserved;

	private final FailedJobRepository repository;

	private final DeadLetterReconciliation reconciliation;

	/** A repair holds a connection for as long as it takes. */
	private final Semaphore repairs = new Semaphore(1);

	private final QueueControl control;

	private final @Nullable WorkerState worker;

	private final Probe<Rows> database;

	private final Probe<Map<String, BrokerQueues.Figures>> broker;

	QueuesEndpoint(JobQueues queues, QueueRows rows, UnservedQueues unserved, BrokerQueues brokerQueues,
			QueueControl control, FailedJobRepository repository, DeadLetterReconciliation reconciliation,
			@Nullable WorkerState worker) {
		this.queues = queues;
		this.unserved = unserved;
		this.repository = repository;
		this.reconciliation = reconciliation;
		this.control = control;
		this.worker = worker;
		this.database = new Probe<>("queues",
				() -> new Rows(by(rows.figures(queues.names()), Figures::queue),
						by(control.paused(), PausedQueue::queue), Unserved.byQueue(rows.unserved(queues.names())),
						rows.rejected(queues.names())),
				FRESH);
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
		Map<String, Queue> shown = new LinkedHashMap<>();
		this.queues.all().forEach((queue) -> shown.put(queue.name(), show(queue, database.value(), broker.value())));
		Map<String, Held> held = new LinkedHashMap<>();
		this.unserved.found().forEach((queue) -> held.put(queue.queue(), Held.of(queue)));
		return new Queues(shown, held, problems);
	}

	private Queue show(JobQueue queue, @Nullable Rows rows, @Nullable Map<String, BrokerQueues.Figures> messages) {
		CircuitBreaker.State breaker = (this.worker != null) ? this.worker.breakers().get(queue.name()) : null;
		return Queue.of((rows != null) ? rows.figures().get(queue.name()) : null,
				(messages != null) ? messages.get(queue.routingKey()) : null,
				(messages != null) ? messages.get(queue.deadLetterRoutingKey()) : null,
				(rows != null) ? rows.paused().get(queue.name()) : null,
				(rows != null) ? rows.withoutExecutor().get(queue.name()) : null,
				(rows != null) ? rows.rejected().getOrDefault(queue.name(), 0L) : null,
				(breaker != null) ? Breakers.name(breaker) : null);
	}

	private static void describe(String what, Answer<?> answer, List<String> problems) {
		if (answer.failure() != null) {
			problems.add("The " + what + " does not answer: " + answer.failure());
		}
	}

	/**
	 * Shows one queue, with what was done to it.
	 * @param queue its name, also that of one that was configured once
	 * @return the queue, or nothing if it is not known at all
	 */
	@ReadOperation
	public @Nullable Object queue(@Selector String queue) {
		return Answers.of(() -> one(queue));
	}

	private @Nullable One one(String queue) {
		Queues all = queues();
		List<ActionView> actions = this.repository.queueActions(queue, SHOWN_ACTIONS)
			.stream()
			.map(ActionView::of)
			.toList();
		One one = new One(all.queues().get(queue), all.unserved().get(queue), actions);
		return (one.queue() != null || one.unserved() != null || !actions.isEmpty()) ? one : null;
	}

	/**
	 * Does something to all queues.
	 * @param caller who is authenticated
	 * @param action what to do: repair
	 * @param by who does, if nobody is authenticated
	 * @param reason why
	 * @return what was done, or why it makes no sense
	 */
	@WriteOperation
	public @Nullable Object changeAll(SecurityContext caller,
			@org.springframework.lang.Nullable @Nullable String action,
			@org.springframework.lang.Nullable @Nullable String by,
			@org.springframework.lang.Nullable @Nullable String reason) {
		return Answers.of(() -> {
			if (!"repair".equals(action)) {
				throw new InvalidJobException("action", action, "repair");
			}
			return repair(this.queues.all().stream().map(JobQueue::name).toList(), name(caller, by), reason);
		});
	}

	/**
	 * Does something to a queue, for all instances.
	 * @param caller who is authenticated
	 * @param queue name of the queue
	 * @param action what to do
	 * @param by who does, if nobody is authenticated
	 * @param reason why; required to pause
	 * @param to to move, the queue that gets the jobs
	 * @param limit to move, how many at most; 1000 if not given
	 * @return what was done, nothing if that says it all, or why it makes no sense
	 */
	@WriteOperation
	public @Nullable Object change(SecurityContext caller, @Selector String queue,
			@org.springframework.lang.Nullable @Nullable String action,
			@org.springframework.lang.Nullable @Nullable String by,
			@org.springframework.lang.Nullable @Nullable String reason,
			@org.springframework.lang.Nullable @Nullable String to,
			@org.springframework.lang.Nullable @Nullable String limit) {
		String actor = name(caller, by);
		Object answer = Answers.of(() -> {
			switch ((action != null) ? action : "") {
				case "pause" -> this.control.pause(queue, Objects.requireNonNullElse(reason, ""), actor);
				case "resume" -> this.control.resume(queue, reason, actor);
				case "move" -> {
					int moved = this.control.moveJobs(queue, Objects.requireNonNullElse(to, ""), number(limit), reason,
							actor);
					this.unserved.look();
					return new Moved(moved);
				}
				case "repair" -> {
					return repair(List.of(queue), actor, reason);
				}
				default -> throw new InvalidJobException("action", action, "pause, resume, move, repair");
			}
			return null;
		});
		this.database.forget();
		return answer;
	}

	private Object repair(List<String> names, @Nullable String by, @Nullable String reason) {
		if (!this.repairs.tryAcquire()) {
			return new WebEndpointResponse<>(new Problem("Another repair is under way"), CONFLICT);
		}
		try {
			Map<String, Balance> repaired = new LinkedHashMap<>();
			names.forEach((name) -> repaired.put(name, Balance.of(this.reconciliation.repair(name, reason, by))));
			return new Repaired(repaired);
		}
		finally {
			this.repairs.release();
		}
	}

	private static int number(@Nullable String limit) {
		try {
			return (limit != null) ? Integer.parseInt(limit) : 1000;
		}
		catch (NumberFormatException ex) {
			throw new InvalidJobException("limit", limit, "1 to 10000");
		}
	}

	private static @Nullable String name(SecurityContext caller, @Nullable String by) {
		Principal known = caller.getPrincipal();
		return (known != null) ? PlainText.of(known.getName(), MAX_NAME) : by;
	}

	private record Rows(Map<String, Figures> figures, Map<String, PausedQueue> paused,
			Map<String, Map<String, Long>> withoutExecutor, Map<String, Long> rejected) {

	}

}
