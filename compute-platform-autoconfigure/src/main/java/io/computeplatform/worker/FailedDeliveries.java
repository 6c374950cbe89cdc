package io.computeplatform.worker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.amqp.core.Message;

/**
 * Counts how often messages of a queue could not be handled. Remembers a bounded number
 * of them, the newest ones. Thread-safe.
 */
final class FailedDeliveries {

	private static final int MAX_MESSAGES = 1000;

	private static final String BROKERS_COUNT = "x-delivery-count";

	private final Map<String, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
			return size() > MAX_MESSAGES;
		}

	};

	/**
	 * Counts a failure.
	 * @return how many there are of the message by now, at least; those in other
	 * processes too, where the broker counts
	 */
	synchronized int add(Message message) {
		int count = this.counts.merge(key(message), 1, Integer::sum);
		return (message.getMessageProperties().getHeader(BROKERS_COUNT) instanceof Number before)
				? (int) Math.max(count, Math.min(Integer.MAX_VALUE, before.longValue() + 1)) : count;
	}

	/**
	 * Forgets a message that is done with.
	 */
	synchronized void forget(Message message) {
		if (!this.counts.isEmpty()) {
			this.counts.remove(key(message));
		}
	}

	/**
	 * The same for each delivery of a message. That others may have the same puts them
	 * away too early, which harms nothing.
	 */
	private static String key(Message message) {
		byte[] body = message.getBody();
		return message.getMessageProperties().getMessageId() + ' ' + body.length + ' ' + Arrays.hashCode(body);
	}

}
