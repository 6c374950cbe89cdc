package io.computeplatform.dispatch;

import io.computeplatform.store.Database;
import io.computeplatform.text.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes application events once what they tell is committed. Internal, thread-safe.
 */
public final class JobEvents {

	private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);

	private final Database database;

	private final ApplicationEventPublisher publisher;

	JobEvents(Database database, ApplicationEventPublisher publisher) {
		this.database = database;
		this.publisher = publisher;
	}

	/**
	 * Publishes an event after the caller's transaction, or at once if there is none.
	 * @param event the event
	 */
	public void publish(Object event) {
		this.database.afterCommit(() -> publishNow(event));
	}

	private void publishNow(Object event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			// What the event tells has happened, and a listener must not undo it.
			LOG.error("A listener failed for {}", event, Failures.readable(ex));
		}
	}

}
