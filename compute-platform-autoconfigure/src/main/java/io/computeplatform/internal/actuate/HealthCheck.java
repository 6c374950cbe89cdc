package io.computeplatform.internal.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.store.PausedQueueRows.Paused;
import io.computeplatform.internal.store.QueueRows;
import io.computeplatform.internal.store.QueueRows.Unserved;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.internal.support.CachedCheck;
import io.computeplatform.internal.support.CachedCheck.CheckResult;
import io.computeplatform.internal.worker.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * Health of this instance, independent of the health types of Spring Boot's versions.
 */
final class HealthCheck {

	private static final Duration FRESH = Duration.ofSeconds(1);

	private final CachedCheck<Rows> database;

	private final CachedCheck<List<String>> broker;

	private final UnservedQueues unserved;

	private final @Nullable WorkerState worker;

	HealthCheck(JobQueues queues, QueueRows rows, PausedQueueRows paused, UnservedQueues unserved,
			BrokerQueues brokerQueues, @Nullable WorkerState worker) {
		this.database = new CachedCheck<>("database", () -> new Rows(rows.outboxLag(queues.names()), paused.all(),
				Unserved.byQueue(rows.unserved(queues.names()))), FRESH);
		this.broker = new CachedCheck<>("broker", () -> missing(queues, brokerQueues), FRESH);
		this.unserved = unserved;
		this.worker = worker;
	}

	private static List<String> missing(JobQueues queues, BrokerQueues brokerQueues) {
		return queues.all()
			.stream()
			.flatMap((queue) -> Stream.of(queue.routingKey(), queue.deadLetterRoutingKey()))
			.distinct()
			.filter((name) -> brokerQueues.queueInfo(name).isEmpty())
			.toList();
	}

	/**
	 * Runs the check. Takes less than a second.
	 */
	Result run() {
		CheckResult<Rows> database = this.database.get();
		CheckResult<List<String>> broker = this.broker.get();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("database", describe(database));
		details.put("broker", describe(broker));
		Rows rows = database.value();
		if (rows != null) {
			details.put("outboxLag", rows.outboxLag().toString());
			Map<String, String> paused = new LinkedHashMap<>();
			rows.paused().forEach((queue) -> paused.put(queue.queue(), queue.comment()));
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
		boolean leased = this.worker == null || this.worker.isLeaseValid();
		if (this.worker != null) {
			details.put("worker", this.worker.worker());
			details.put("lease", leased ? "good" : "lapsed");
			Map<String, String> breakers = new LinkedHashMap<>();
			this.worker.breakers().forEach((queue, state) -> breakers.put(queue, OpenBreakers.name(state)));
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

	private static State state(CheckResult<?> database, CheckResult<?> broker, boolean works) {
		if (database.failure() != null) {
			return State.DOWN;
		}
		return (broker.failure() == null && works) ? State.UP : State.DEGRADED;
	}

	private static String describe(CheckResult<?> result) {
		Throwable failure = result.failure();
		return (failure != null) ? "no answer: " + failure : "up";
	}

	/**
	 * Whether this instance works.
	 */
	enum State {

		/**
		 * It works.
		 */
		UP,

		/**
		 * It accepts jobs, which run later or in other instances.
		 */
		DEGRADED,

		/**
		 * It can't accept jobs.
		 */
		DOWN

	}

	/**
	 * Health of this instance.
	 */
	record Result(State state, Map<String, Object> details) {

	}

	private record Rows(Duration outboxLag, List<Paused> paused, Map<String, Map<String, Long>> withoutExecutor) {

	}

}
