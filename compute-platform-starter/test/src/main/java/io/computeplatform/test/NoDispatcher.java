package io.computeplatform.test;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.store.OwedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sends nothing. Rows go on owing their messages, and the test runs what is due.
 */
final class NoDispatcher implements Dispatcher {

	@Override
	public void dispatchAfterCommit(Collection<OwedMessage> messages) {
	}

	@Override
	public CompletableFuture<@Nullable Void> dispatch(OwedMessage message) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void catchUp() {
	}

}
