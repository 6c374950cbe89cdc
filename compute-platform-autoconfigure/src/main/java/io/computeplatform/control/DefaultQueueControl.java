package io.computeplatform.control;

import java.util.List;

import io.computeplatform.InvalidJobException;
import io.computeplatform.PausedQueue;
import io.computeplatform.QueueControl;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.QueuePaused;
import io.computeplatform.event.QueueResumed;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.ActionLog;
import io.computeplatform.store.Database;
import io.computeplatform.store.MovedJobRows;
import io.computeplatform.store.MovedJobRows.Moved;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.text.PlainText;
import org.jspecify.annotations.Nullable;

final class DefaultQueueControl implements QueueControl {

	private static final int MAX_REASON = 1000;

	private static final int MAX_QUEUE = 255;

	private static final int MAX_MOVED = 10_000;

	private final Database database;

	private final JobQueues queues;

	private final PausedQueueRows rows;

	private final MovedJobRows movedJobs;

	private final ActionLog log;

	private final JobEvents events;

	DefaultQueueControl(Database database, JobQueues queues, PausedQueueRows rows, MovedJobRows movedJobs,
			ActionLog log, JobEvents events) {
		this.database = database;
		this.queues = queues;
		this.rows = rows;
		this.movedJobs = movedJobs;
		this.log = log;
		this.events = events;
	}

	@Override
	public void pause(String queue, String reason, @Nullable String by) {
		String name = this.queues.get(queue).name();
		if (PlainText.check("reason", reason, MAX_REASON).isBlank()) {
			throw new InvalidJobException("reason", reason, "1 to " + MAX_REASON + " characters, not all blank");
		}
		this.database.inTransaction(() -> {
			this.rows.pause(name, reason, this.log.onQueue("pause", name, null, 0, by, reason));
			this.events.publish(new QueuePaused(name, reason));
			return null;
		});
	}

	@Override
	public boolean resume(String queue, @Nullable String reason, @Nullable String by) {
		String name = this.queues.get(queue).name();
		return this.database.inTransaction(() -> {
			boolean resumed = this.rows.resume(name);
			if (resumed) {
				this.log.onQueue("resume", name, null, 0, by, reason);
				this.events.publish(new QueueResumed(name));
			}
			return resumed;
		});
	}

	@Override
	public List<PausedQueue> paused() {
		return this.rows.all();
	}

	@Override
	public int moveJobs(String from, String to, int limit, @Nullable String reason, @Nullable String by) {
		PlainText.check("queue", from, MAX_QUEUE);
		JobQueue target = this.queues.get(to);
		if (from.equals(target.name())) {
			throw new InvalidJobException("to", to, "another queue than the one that holds the jobs");
		}
		if (limit < 1 || limit > MAX_MOVED) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_MOVED);
		}
		// What was moved before a type turns out to fit no executor must be undone, even
		// if the caller's transaction goes on.
		return this.database.atSavepoint(() -> {
			List<Moved> moved = this.movedJobs.move(from, target.name(), limit);
			moved.forEach((jobs) -> checkType(target, jobs.type(), jobs.otherTypes()));
			int jobs = moved.stream().mapToInt(Moved::jobs).sum();
			if (jobs > 0) {
				this.log.onQueue("move", from, target.name(), jobs, by, reason);
			}
			return jobs;
		});
	}

	private void checkType(JobQueue target, String type, List<String> otherTypes) {
		boolean isServedHere = this.queues.executors()
			.stream()
			.anyMatch((executor) -> executor.queues().isEmpty() || executor.queues().contains(target.name()));
		if (isServedHere && this.queues.executorsFor(target, type, otherTypes).size() != 1) {
			throw new InvalidJobException("to", target.name(),
					"a queue with an executor for jobs of type " + type + ", which are among those to be moved");
		}
	}

}
