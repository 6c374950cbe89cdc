package io.computeplatform.test;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.store.OutboxMessage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes nothing. Messages stay pending, and the test runs due jobs.
 */
final class NoOpOutboxPublisher implements OutboxPublisher {

	@Override
	public void publishAfterCommit(Collection<OutboxMessage> messages) {
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(OutboxMessage message) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void awaitMarked() {
	}

	@Override
	public boolean isBrokerReachable() {
		return true;
	}

}
