package io.computeplatform.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.broker.DeadLetterReader.QueuedDeadLetter;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.DeadLetterRows;
import io.computeplatform.internal.store.DeadLetterRows.Staleness;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.store.RejectedRows.ResolvedVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Removes stale dead letters, and those of resolved rejected messages. Reads a
 * dead-letter queue only if it has more messages than there are failed jobs with a dead
 * letter. It does not read the queue again because of messages that an earlier pass left,
 * unless a rejected message was resolved since. Each dead letter is looked up in the
 * database after it was received, in a transaction for its batch, so that a job that
 * fails meanwhile keeps its dead letter. If the process dies, the broker requeues all
 * dead letters that it held, in their places.
 */
final class StaleDeadLetterSweep implements Runnable {

	private static final Logger LOG = LoggerFactory.getLogger(StaleDeadLetterSweep.class);

	/**
	 * Maximum number of dead letters that a pass holds, for seconds.
	 */
	static final long MAX_HELD = 100_000;

	private final JobQueues queues;

	private final BrokerQueues broker;

	private final DeadLetterReader letters;

	private final DeadLetterRows rows;

	private final RejectedRows rejected;

	private final Duration interval;

	/**
	 * Number of excess messages that the last pass left, by queue.
	 */
	private final Map<String, Long> left = new HashMap<>();

	/**
	 * Number of resolved rejected messages at the last pass, by queue.
	 */
	private final Map<String, ResolvedVersion> resolved = new HashMap<>();

	/**
	 * Queues whose failed pass was logged already.
	 */
	private final Set<String> failing = new HashSet<>();

	StaleDeadLetterSweep(JobQueues queues, BrokerQueues broker, DeadLetterReader letters, DeadLetterRows rows,
			RejectedRows rejected, Duration interval) {
		this.queues = queues;
		this.broker = broker;
		this.letters = letters;
		this.rows = rows;
		this.rejected = rejected;
		this.interval = interval;
	}

	@Override
	public void run() {
		for (JobQueue queue : this.queues.all()) {
			try {
				sweep(queue);
				this.failing.remove(queue.name());
			}
			catch (AmqpException | DataAccessException | TransactionException ex) {
				if (this.failing.add(queue.name())) {
					LOG.warn("Failed to remove stale dead letters of queue '{}'; retrying every {}: {}", queue.name(),
							this.interval, ex.getMessage());
				}
			}
		}
	}

	private void sweep(JobQueue queue) {
		long found = this.broker.queueInfo(queue.deadLetterRoutingKey()).map(BrokerQueues.QueueInfo::ready).orElse(0L);
		long excess = (found > 0) ? found - this.rows.countSent(queue.name(), found) : 0;
		ResolvedVersion version = (found > 0) ? this.rejected.resolvedVersion(queue.name()) : ResolvedVersion.NONE;
		boolean isResolvedAnew = version.messages() > 0 && !version.equals(this.resolved.get(queue.name()));
		if (excess <= this.left.getOrDefault(queue.name(), 0L) && !isResolvedAnew) {
			this.left.put(queue.name(), Math.max(0, excess));
			return;
		}
		Pass pass = new Pass();
		this.letters.forEachBatch(queue, MAX_HELD, (batch) -> stale(queue, batch, pass));
		// Counted again: a dead letter that was confirmed during the pass is no excess.
		long kept = found - pass.removed - pass.pending - this.rows.countSent(queue.name(), found);
		this.left.put(queue.name(), Math.max(0, kept));
		this.resolved.put(queue.name(), version);
		if (pass.removed > 0) {
			LOG.info("Removed {} stale dead letters of queue '{}'", pass.removed, queue.name());
		}
	}

	private List<Long> stale(JobQueue queue, List<QueuedDeadLetter> batch, Pass pass) {
		List<QueuedDeadLetter> ours = batch.stream()
			.filter((letter) -> letter.jobId() != null && letter.reason() != FailureReason.REJECTED_MESSAGE)
			.toList();
		List<Staleness> staleness = this.rows.staleness(queue.name(),
				ours.stream().map(StaleDeadLetterSweep::id).toList(),
				ours.stream().map(QueuedDeadLetter::tryCount).toList());
		List<Long> stale = new ArrayList<>();
		for (int i = 0; i < ours.size(); i++) {
			QueuedDeadLetter letter = ours.get(i);
			if (staleness.get(i) == Staleness.STALE || !pass.seen.add(List.of(id(letter), letter.tryCount()))) {
				stale.add(letter.tag());
			}
			else if (staleness.get(i) == Staleness.PENDING) {
				pass.pending++;
			}
		}
		stale.addAll(tagsOfResolved(batch, this.rejected));
		pass.removed += stale.size();
		return stale;
	}

	/**
	 * Selects the dead letters of resolved rejected messages. A dead letter that names no
	 * row, or an unknown one, is not selected.
	 */
	static List<Long> tagsOfResolved(List<QueuedDeadLetter> batch, RejectedRows rejected) {
		Set<Long> resolved = rejected
			.resolved(batch.stream().map(QueuedDeadLetter::rejectedId).filter(Objects::nonNull).distinct().toList());
		return batch.stream()
			.filter((letter) -> letter.rejectedId() != null && resolved.contains(letter.rejectedId()))
			.map(QueuedDeadLetter::tag)
			.toList();
	}

	private static UUID id(QueuedDeadLetter letter) {
		return Objects.requireNonNull(letter.jobId()).value();
	}

	/**
	 * One pass over the dead letters of a queue.
	 */
	private static final class Pass {

		private final Set<Object> seen = new HashSet<>();

		private long removed;

		private long pending;

	}

}
