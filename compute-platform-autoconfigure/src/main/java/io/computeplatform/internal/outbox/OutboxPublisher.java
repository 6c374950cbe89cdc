package io.computeplatform.internal.outbox;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.store.OutboxMessage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the messages of rows. Internal, thread-safe.
 */
public interface OutboxPublisher {

	/**
	 * Starts before all beans that insert pending messages, and stops after them.
	 */
	int PHASE = QueueTopology.PHASE + 100;

	/**
	 * Publishes after the caller's transaction has committed, or at once if there is
	 * none. The caller need not handle failures: the message stays pending.
	 * @param messages pending messages
	 */
	void publishAfterCommit(Collection<OutboxMessage> messages);

	/**
	 * Publishes a pending message of a committed row.
	 * @param message the message
	 * @return completes when the broker has confirmed it; completes exceptionally if it
	 * stays pending
	 */
	CompletableFuture<@Nullable Void> publish(OutboxMessage message);

	/**
	 * Waits until few confirmed messages remain to be marked. Callers that publish
	 * continuously must not be faster than the marks.
	 */
	void awaitMarked();

	/**
	 * Whether the broker could be reached when it was last tried. If not, it is tried
	 * again. Never blocks.
	 * @return {@code false} from a failed attempt to connect until one succeeds
	 */
	boolean isBrokerReachable();

}
