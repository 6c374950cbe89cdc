package io.computeplatform.control;

import java.util.List;

import io.computeplatform.InvalidJobException;
import io.computeplatform.PausedQueue;
import io.computeplatform.QueueControl;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.QueuePaused;
import io.computeplatform.event.QueueResumed;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.text.PlainText;

final class DefaultQueueControl implements QueueControl {

	private static final int MAX_REASON = 1000;

	private final JobQueues queues;

	private final PausedQueueRows rows;

	private final JobEvents events;

	DefaultQueueControl(JobQueues queues, PausedQueueRows rows, JobEvents events) {
		this.queues = queues;
		this.rows = rows;
		this.events = events;
	}

	@Override
	public void pause(String queue, String reason) {
		String name = this.queues.get(queue).name();
		if (PlainText.check("reason", reason, MAX_REASON).isBlank()) {
			throw new InvalidJobException("reason", reason, "1 to " + MAX_REASON + " characters, not all blank");
		}
		this.rows.pause(name, reason);
		this.events.publish(new QueuePaused(name, reason));
	}

	@Override
	public boolean resume(String queue) {
		String name = this.queues.get(queue).name();
		boolean resumed = this.rows.resume(name);
		if (resumed) {
			this.events.publish(new QueueResumed(name));
		}
		return resumed;
	}

	@Override
	public List<PausedQueue> paused() {
		return this.rows.all();
	}

}
