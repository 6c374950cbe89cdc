package io.computeplatform.internal.actuate;

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
import io.computeplatform.audit.AuditLog;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.PausedQueue;
import io.computeplatform.control.QueueControl;
import io.computeplatform.internal.actuate.FailedJobViews.ActionView;
import io.computeplatform.internal.actuate.FailedJobViews.Problem;
import io.computeplatform.internal.actuate.QueueViews.ReconciliationView;
import io.computeplatform.internal.actuate.QueueViews.Held;
import io.computeplatform.internal.actuate.QueueViews.Moved;
import io.computeplatform.internal.actuate.QueueViews.One;
import io.computeplatform.internal.actuate.QueueViews.Queue;
import io.computeplatform.internal.actuate.QueueViews.Queues;
import io.computeplatform.internal.actuate.QueueViews.Repaired;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.store.QueueRows;
import io.computeplatform.internal.store.QueueRows.JobCounts;
import io.computeplatform.internal.store.QueueRows.Unserved;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.internal.support.CachedCheck;
import io.computeplatform.internal.support.CachedCheck.CheckResult;
import io.computeplatform.internal.worker.WorkerState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the queues, pauses and resumes them, moves their jobs and repairs their dead
 * letters. JobCounts that the database or the broker do not return in time are left out.
 */
@Endpoint(id = "computequeues")
final class QueuesEndpoint {

	private static final Duration FRESH = Duration.ofMillis(100);

	private static final int SHOWN_ACTIONS = 50;

	private static final int CONFLICT = 409;

	private final JobQueues queues;

	private final UnservedQueues unserved;

	private final AuditLog audit;

	private final DeadLetterReconciliation reconciliation;

	/**
	 * A repair holds a connection while it runs.
	 */
	private final Semaphore repairs = new Semaphore(1);

	private final QueueControl control;

	private final @Nullable WorkerState worker;

	private final CachedCheck<Rows> database;

	private final CachedCheck<Map<String, BrokerQueues.QueueInfo>> broker;

	QueuesEndpoint(JobQueues queues, QueueRows rows, UnservedQueues unserved, BrokerQueues brokerQueues,
			QueueControl control, AuditLog audit, DeadLetterReconciliation reconciliation,
			@Nullable WorkerState worker) {
		this.queues = queues;
		this.unserved = unserved;
		this.audit = audit;
		this.reconciliation = reconciliation;
		this.control = control;
		this.worker = worker;
		this.database = new CachedCheck<>("queues",
				() -> new Rows(by(rows.jobCounts(queues.names()), JobCounts::queue),
						by(control.paused(), PausedQueue::queue), Unserved.byQueue(rows.unserved(queues.names())),
						rows.rejected(queues.names())),
				FRESH);
		this.broker = new CachedCheck<>("queues", () -> queueInfos(queues, brokerQueues), FRESH);
	}

	private static <T> Map<String, T> by(List<T> values, Function<T, String> queue) {
		return values.stream().collect(Collectors.toMap(queue, Function.identity()));
	}

	private static Map<String, BrokerQueues.QueueInfo> queueInfos(JobQueues queues, BrokerQueues brokerQueues) {
		Map<String, BrokerQueues.QueueInfo> found = new HashMap<>();
		queues.all()
			.stream()
			.flatMap((queue) -> Stream.of(queue.routingKey(), queue.deadLetterRoutingKey()))
			.forEach((name) -> brokerQueues.queueInfo(name).ifPresent((figures) -> found.put(name, figures)));
		return found;
	}

	/**
	 * Shows all queues.
	 * @return figures by name, and why some are missing
	 */
	@ReadOperation
	public Queues queues() {
		CheckResult<Rows> database = this.database.get();
		CheckResult<Map<String, BrokerQueues.QueueInfo>> broker = this.broker.get();
		List<String> problems = new ArrayList<>();
		describe("database", database, problems);
		describe("broker", broker, problems);
		Map<String, Queue> shown = new LinkedHashMap<>();
		this.queues.all().forEach((queue) -> shown.put(queue.name(), show(queue, database.value(), broker.value())));
		Map<String, Held> held = new LinkedHashMap<>();
		this.unserved.found().forEach((queue) -> held.put(queue.queue(), Held.of(queue)));
		return new Queues(shown, held, problems);
	}

	private Queue show(JobQueue queue, @Nullable Rows rows, @Nullable Map<String, BrokerQueues.QueueInfo> messages) {
		CircuitBreaker.State breaker = (this.worker != null) ? this.worker.breakers().get(queue.name()) : null;
		return Queue.of((rows != null) ? rows.figures().get(queue.name()) : null,
				(messages != null) ? messages.get(queue.routingKey()) : null,
				(messages != null) ? messages.get(queue.deadLetterRoutingKey()) : null,
				(rows != null) ? rows.paused().get(queue.name()) : null,
				(rows != null) ? rows.withoutExecutor().get(queue.name()) : null,
				(rows != null) ? rows.rejected().getOrDefault(queue.name(), 0L) : null,
				(breaker != null) ? OpenBreakers.name(breaker) : null);
	}

	private static void describe(String what, CheckResult<?> result, List<String> problems) {
		if (result.failure() != null) {
			problems.add("The " + what + " does not answer: " + result.failure());
		}
	}

	/**
	 * Shows one queue, with the actions on it.
	 * @param queue its name; it need not be configured any more
	 * @return the queue, or {@code null} if it is not known at all
	 */
	@ReadOperation
	public @Nullable Object queue(@Selector String queue) {
		return Responses.of(() -> one(queue));
	}

	private @Nullable One one(String queue) {
		Queues all = queues();
		List<ActionView> actions = this.audit.entriesOfQueue(queue, SHOWN_ACTIONS)
			.stream()
			.map(ActionView::of)
			.toList();
		One one = new One(all.queues().get(queue), all.unserved().get(queue), actions);
		return (one.queue() != null || one.unserved() != null || !actions.isEmpty()) ? one : null;
	}

	/**
	 * Acts on all queues.
	 * @param caller authenticated user
	 * @param action what to do: repair
	 * @param actor name of the caller, if it is not authenticated
	 * @param comment why
	 * @return what was done, or a description of the problem
	 */
	@WriteOperation
	public @Nullable Object changeAll(SecurityContext caller,
			@org.springframework.lang.Nullable @Nullable String action,
			@org.springframework.lang.Nullable @Nullable String actor,
			@org.springframework.lang.Nullable @Nullable String comment) {
		return Responses.of(() -> {
			if (!"repair".equals(action)) {
				throw new InvalidJobException("action", action, "repair");
			}
			return repair(this.queues.all().stream().map(JobQueue::name).toList(),
					FailedJobsEndpoint.note(caller, actor, comment));
		});
	}

	/**
	 * Acts on a queue, for all instances.
	 * @param caller authenticated user
	 * @param queue name of the queue
	 * @param action what to do
	 * @param actor name of the caller, if it is not authenticated
	 * @param comment why; required to pause
	 * @param to for a move, the target queue
	 * @param limit for a move, the maximum number of jobs; 1000 if not given
	 * @return what was done, {@code null} if there are no details, or a description of
	 * the problem
	 */
	@WriteOperation
	public @Nullable Object change(SecurityContext caller, @Selector String queue,
			@org.springframework.lang.Nullable @Nullable String action,
			@org.springframework.lang.Nullable @Nullable String actor,
			@org.springframework.lang.Nullable @Nullable String comment,
			@org.springframework.lang.Nullable @Nullable String to,
			@org.springframework.lang.Nullable @Nullable String limit) {
		Object response = Responses.of(() -> {
			AuditNote note = FailedJobsEndpoint.note(caller, actor, comment);
			switch ((action != null) ? action : "") {
				case "pause" -> this.control.pause(queue, note);
				case "resume" -> this.control.resume(queue, note);
				case "move" -> {
					int moved = this.control.moveJobs(queue, Objects.requireNonNullElse(to, ""), number(limit), note);
					this.unserved.refresh();
					return new Moved(moved);
				}
				case "repair" -> {
					return repair(List.of(queue), note);
				}
				default -> throw new InvalidJobException("action", action, "pause, resume, move, repair");
			}
			return null;
		});
		this.database.invalidate();
		return response;
	}

	private Object repair(List<String> names, AuditNote note) {
		if (!this.repairs.tryAcquire()) {
			return new WebEndpointResponse<>(new Problem("Another repair is under way"), CONFLICT);
		}
		try {
			Map<String, ReconciliationView> repaired = new LinkedHashMap<>();
			names.forEach((name) -> repaired.put(name, ReconciliationView.of(this.reconciliation.repair(name, note))));
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

	private record Rows(Map<String, JobCounts> figures, Map<String, PausedQueue> paused,
			Map<String, Map<String, Long>> withoutExecutor, Map<String, Long> rejected) {

	}

}
