package io.computeplatform.internal.worker;

import io.computeplatform.internal.attempt.Attempt;

import org.springframework.amqp.core.Message;

/**
 * A message whose attempt was claimed: the interceptor passes it to the listener.
 */
final class ClaimedMessage extends Message {

	private static final long serialVersionUID = 1L;

	private final transient Attempt attempt;

	ClaimedMessage(Message message, Attempt attempt) {
		super(message.getBody(), message.getMessageProperties());
		this.attempt = attempt;
	}

	Attempt attempt() {
		return this.attempt;
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
