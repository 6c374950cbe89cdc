package io.computeplatform.dispatch;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.broker.QueueTopology;
import io.computeplatform.store.OwedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of rows. Internal, thread-safe.
 */
public interface Dispatcher {

	/**
	 * Started before everything that owes messages, stopped after it.
	 */
	int PHASE = QueueTopology.PHASE + 100;

	/**
	 * Sends after the caller's transaction has committed, or at once if there is none.
	 * Failures need no answer here: the row still owes its message.
	 * @param messages what rows owe
	 */
	void dispatchAfterCommit(Collection<OwedMessage> messages);

	/**
	 * Sends what a committed row owes.
	 * @param message the message
	 * @return completes when the broker has confirmed it; completes exceptionally when
	 * the row goes on owing it
	 */
	CompletableFuture<@Nullable Void> dispatch(OwedMessage message);

	/**
	 * Waits until few of the messages that were confirmed are still to be marked. Whoever
	 * sends what is due again and again must not be faster than the marks.
	 */
	void catchUp();

}
