package io.computeplatform.internal.event;

import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.text.Failures;
import io.computeplatform.internal.thread.ThreadCleaner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes application events once the changes that they describe are committed.
 * Internal, thread-safe.
 */
public final class JobEvents {

	private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);

	private final Database database;

	private final ApplicationEventPublisher publisher;

	private final ThreadCleaner cleaner;

	private final FinishedJobs finished;

	JobEvents(Database database, ApplicationEventPublisher publisher, ThreadCleaner cleaner, FinishedJobs finished) {
		this.database = database;
		this.publisher = publisher;
		this.cleaner = cleaner;
		this.finished = finished;
	}

	/**
	 * Publishes an event after the caller's transaction, or at once if there is none.
	 * @param event the event
	 */
	public void publish(Object event) {
		this.database.afterCommit(() -> publishNow(event));
	}

	private void publishNow(Object event) {
		// First: a listener may take its time.
		this.finished.handle(event);
		try {
			this.cleaner.run("A listener of the application", () -> {
				this.publisher.publishEvent(event);
				return null;
			});
		}
		catch (Throwable ex) {
			// The change is committed, and a listener must not affect it.
			LOG.error("Event listener failed for {}", event, Failures.readable(ex));
		}
	}

}
