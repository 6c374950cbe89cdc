package io.computeplatform.bulk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.bulk.BulkRequest.Canary;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.FailedKey;
import io.computeplatform.internal.store.FailedRows;
import io.computeplatform.internal.store.OutboxMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on the jobs of bulk operations, batch by batch, in any number of instances at
 * once. A batch is one transaction. If an instance dies, its batch is done completely or
 * not at all, and another instance continues.
 */
final class OperationRunner {

	private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

	private static final int BATCH = 500;

	private static final int LOOK_AGAIN_MILLIS = 1_000;

	private static final int POSTPONE_MILLIS = 10_000;

	private final Database database;

	private final OperationRows operations;

	private final FailedRows failed;

	private final JobEvents events;

	OperationRunner(Database database, OperationRows operations, FailedRows failed, JobEvents events) {
		this.database = database;
		this.operations = operations;
		this.failed = failed;
		this.events = events;
	}

	/**
	 * Runs one batch of one operation, or follows the retried jobs of one.
	 * @return whether there was one
	 */
	boolean runNext() {
		// First, because a large operation may have batches for hours.
		this.operations.startAwaited();
		return runBatch() || this.operations.follow(LOOK_AGAIN_MILLIS);
	}

	private boolean runBatch() {
		UUID[] taken = new UUID[1];
		try {
			return this.database.inTransaction(() -> {
				Optional<UUID> due = this.operations.claimDue();
				due.ifPresent((operation) -> {
					taken[0] = operation;
					this.database.withLockTimeout(() -> {
						run(this.operations.due(operation));
						return operation;
					});
				});
				return due.isPresent();
			});
		}
		catch (Throwable ex) {
			if (taken[0] != null) {
				// An operation that can't continue must not block the others.
				this.operations.postpone(taken[0], POSTPONE_MILLIS);
			}
			throw ex;
		}
	}

	private void run(OperationRows.Due due) {
		BulkOperation operation = due.operation();
		Canary canary = due.canaryPassed() ? null : operation.canary();
		if (canary != null && operation.acted() >= canary.jobs()) {
			judge(operation, canary);
			return;
		}
		Integer perSecond = operation.perSecond();
		long size = (perSecond != null) ? Math.min(BATCH, perSecond) : BATCH;
		List<FailedKey> batch = this.operations.batch(operation,
				(canary != null) ? Math.min(size, canary.jobs() - operation.acted()) : size);
		long pauseMillis = (perSecond != null) ? (batch.size() * 1000L + perSecond - 1) / perSecond : 0;
		List<UUID> acted = act(operation.action(), batch);
		this.operations.advance(operation, batch.size(), acted, pauseMillis);
		this.events.publish(new Events.OperationAdvanced(operation.id(), operation.action().value(), acted.size(),
				batch.size() - acted.size()));
	}

	private List<UUID> act(Action action, List<FailedKey> batch) {
		return switch (action) {
			// The jobs are due at once. The relay of an instance that has the queue
			// publishes their messages.
			case RETRY -> this.failed.retry(batch, Duration.ZERO).stream().map(OutboxMessage::id).toList();
			case DISCARD -> this.failed.discard(batch);
			case DELETE -> this.failed.delete(batch);
			default -> throw new IllegalStateException("No operation does " + action);
		};
	}

	/**
	 * Continues, stops, or waits, as soon as the jobs still open can't change the
	 * decision. The result of a deleted job is unknown.
	 */
	private void judge(BulkOperation operation, Canary canary) {
		Map<JobStatus, Long> outcomes = this.operations.outcomes(operation.id(),
				operation.acted() + operation.skipped());
		long complete = outcomes.getOrDefault(JobStatus.COMPLETE, 0L) + outcomes.getOrDefault(JobStatus.EXPIRED, 0L);
		long open = outcomes.getOrDefault(JobStatus.QUEUED, 0L) + outcomes.getOrDefault(JobStatus.IN_PROGRESS, 0L)
				+ outcomes.getOrDefault(JobStatus.UNKNOWN, 0L);
		long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
		long needed = (all * canary.percent() + 99) / 100;
		if (complete >= needed) {
			this.operations.passCanary(operation.id());
		}
		else if (complete + open < needed) {
			LOG.warn("Bulk operation {} stopped: {} of its canary's {} jobs are complete, {} were required",
					operation.id(), complete, all, needed);
			this.operations.move(operation.id(), List.of(BulkOperation.Status.RUNNING), BulkOperation.Status.STOPPED);
		}
		else {
			this.operations.postpone(operation.id(), LOOK_AGAIN_MILLIS);
		}
	}

}
