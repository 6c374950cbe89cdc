package io.computeplatform.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.computeplatform.PausedQueue;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.control.UnservedQueues;
import io.computeplatform.probe.Probe;
import io.computeplatform.probe.Probe.Answer;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.store.QueueRows;
import io.computeplatform.store.QueueRows.Unserved;
import io.computeplatform.worker.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * How this instance is, for whichever type of health the application's Spring Boot has.
 */
final class HealthCheck {

	private static final Duration FRESH = Duration.ofSeconds(1);

	private final Probe<Rows> database;

	private final Probe<List<String>> broker;

	private final UnservedQueues unserved;

	private final @Nullable WorkerState worker;

	HealthCheck(JobQueues queues, QueueRows rows, PausedQueueRows paused, UnservedQueues unserved,
			BrokerQueues brokerQueues, @Nullable WorkerState worker) {
		this.database = new Probe<>("database", () -> new Rows(rows.owedFor(queues.names()), paused.all(),
				Unserved.byQueue(rows.unserved(queues.names()))), FRESH);
		this.broker = new Probe<>("broker", () -> missing(queues, brokerQueues), FRESH);
		this.unserved = unserved;
		this.worker = worker;
	}

	private static List<String> missing(JobQueues queues, BrokerQueues brokerQueues) {
		return queues.all()
			.stream()
			.flatMap((queue) -> Stream.of(queue.routingKey(), queue.deadLetterRoutingKey()))
			.distinct()
			.filter((name) -> brokerQueues.look(name).isEmpty())
			.toList();
	}

	/**
	 * Checks. Takes less than a second.
	 */
	Result run() {
		Answer<Rows> database = this.database.ask();
		Answer<List<String>> broker = this.broker.ask();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("database", describe(database));
		details.put("broker", describe(broker));
		Rows rows = database.value();
		if (rows != null) {
			details.put("owedFor", rows.owedFor().toString());
			Map<String, String> paused = new LinkedHashMap<>();
			rows.paused().forEach((queue) -> paused.put(queue.queue(), queue.reason()));
			details.put("paused", paused);
			details.put("withoutExecutor", rows.withoutExecutor());
		}
		Map<String, String> unserved = new LinkedHashMap<>();
		this.unserved.found().forEach((queue) -> unserved.put(queue.queue(), queue.describe()));
		details.put("unservedQueues", unserved);
		List<String> missing = Objects.requireNonNullElse(broker.value(), List.of());
		if (broker.value() != null) {
			details.put("missingQueues", missing);
		}
		Map<String, String> unreadable = (this.worker != null) ? this.worker.unreadableQueues() : Map.of();
		boolean leased = this.worker == null || this.worker.isLeaseGood();
		if (this.worker != null) {
			details.put("worker", this.worker.worker());
			details.put("lease", leased ? "good" : "lapsed");
			Map<String, String> breakers = new LinkedHashMap<>();
			this.worker.breakers().forEach((queue, state) -> breakers.put(queue, Breakers.name(state)));
			details.put("breakers", breakers);
			if (!unreadable.isEmpty()) {
				details.put("unreadableQueues", unreadable);
			}
			Map<String, Long> others = this.worker.messagesOfOtherDatabases();
			if (!others.isEmpty()) {
				details.put("messagesOfOtherDatabases", others);
			}
		}
		return new Result(state(database, broker, missing.isEmpty() && leased && unreadable.isEmpty()), details);
	}

	private static State state(Answer<?> database, Answer<?> broker, boolean works) {
		if (database.failure() != null) {
			return State.DOWN;
		}
		return (broker.failure() == null && works) ? State.UP : State.DEGRADED;
	}

	private static String describe(Answer<?> answer) {
		Throwable failure = answer.failure();
		return (failure != null) ? "no answer: " + failure : "up";
	}

	/**
	 * Whether this instance does its job.
	 */
	enum State {

		/**
		 * It does.
		 */
		UP,

		/**
		 * It accepts jobs, which run later or elsewhere.
		 */
		DEGRADED,

		/**
		 * It can do nothing.
		 */
		DOWN

	}

	/**
	 * How this instance is.
	 */
	record Result(State state, Map<String, Object> details) {

	}

	private record Rows(Duration owedFor, List<PausedQueue> paused, Map<String, Map<String, Long>> withoutExecutor) {

	}

}
