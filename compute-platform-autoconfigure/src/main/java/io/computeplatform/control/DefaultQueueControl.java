package io.computeplatform.control;

import java.util.List;
import java.util.Objects;

import io.computeplatform.InvalidJobException;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.MovedJobRows;
import io.computeplatform.internal.store.MovedJobRows.Moved;
import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

final class DefaultQueueControl implements QueueControl {

	private static final int MAX_COMMENT = 1000;

	private static final int MAX_QUEUE = 255;

	private static final int MAX_MOVED = 10_000;

	private final Database database;

	private final JobQueues queues;

	private final PausedQueueRows rows;

	private final MovedJobRows movedJobs;

	private final AuditRows log;

	private final JobEvents events;

	DefaultQueueControl(Database database, JobQueues queues, PausedQueueRows rows, MovedJobRows movedJobs,
			AuditRows log, JobEvents events) {
		this.database = database;
		this.queues = queues;
		this.rows = rows;
		this.movedJobs = movedJobs;
		this.log = log;
		this.events = events;
	}

	@Override
	public void pause(String queue, AuditNote note) {
		String name = this.queues.get(queue).name();
		String comment = Objects.requireNonNullElse(note.comment(), "");
		if (comment.isBlank() || comment.length() > MAX_COMMENT) {
			throw new InvalidJobException("comment", comment, "1 to " + MAX_COMMENT + " characters, not all blank");
		}
		this.database.inTransaction(() -> {
			this.rows.pause(name, comment, this.log.onQueue(Action.PAUSE, name, null, 0, note));
			this.events.publish(new Events.QueuePaused(name, comment));
			return null;
		});
	}

	@Override
	public boolean resume(String queue, AuditNote note) {
		String name = this.queues.get(queue).name();
		return this.database.inTransaction(() -> {
			boolean resumed = this.rows.resume(name);
			if (resumed) {
				this.log.onQueue(Action.RESUME, name, null, 0, note);
				this.events.publish(new Events.QueueResumed(name));
			}
			return resumed;
		});
	}

	@Override
	public List<PausedQueue> paused() {
		return this.rows.all()
			.stream()
			.<PausedQueue>map((paused) -> new Values.PausedQueue(paused.queue(), paused.comment(), paused.pausedAt(),
					paused.actor()))
			.toList();
	}

	@Override
	public int moveJobs(String from, String to, int limit, AuditNote note) {
		PlainText.check("queue", from, MAX_QUEUE);
		JobQueue target = this.queues.get(to);
		if (from.equals(target.name())) {
			throw new InvalidJobException("to", to, "another queue than the one that holds the jobs");
		}
		if (limit < 1 || limit > MAX_MOVED) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_MOVED);
		}
		// Jobs that were moved before a type turns out to have no executor must be
		// undone, even if the caller's transaction continues.
		return this.database.nested(() -> {
			List<Moved> moved = this.movedJobs.move(from, target.name(), limit);
			moved.forEach((jobs) -> checkType(target, jobs.type(), jobs.otherTypes()));
			int jobs = moved.stream().mapToInt(Moved::jobs).sum();
			if (jobs > 0) {
				this.log.onQueue(Action.MOVE, from, target.name(), jobs, note);
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
