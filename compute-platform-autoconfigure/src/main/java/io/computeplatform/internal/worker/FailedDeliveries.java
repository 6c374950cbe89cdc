package io.computeplatform.internal.worker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.amqp.core.Message;

/**
 * Counts failures by message of a queue. Keeps a bounded number of messages, the newest
 * ones. Thread-safe.
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
	 * @return number of failures of the message, at least; includes those of other
	 * processes if the broker counts deliveries
	 */
	synchronized int add(Message message) {
		int count = this.counts.merge(key(message), 1, Integer::sum);
		return (message.getMessageProperties().getHeader(BROKERS_COUNT) instanceof Number before)
				? (int) Math.max(count, Math.min(Integer.MAX_VALUE, before.longValue() + 1)) : count;
	}

	/**
	 * Removes a message that is acknowledged.
	 */
	synchronized void forget(Message message) {
		if (!this.counts.isEmpty()) {
			this.counts.remove(key(message));
		}
	}

	/**
	 * The same for each delivery of a message. If several messages share it, they are
	 * given up earlier, which is harmless.
	 */
	private static String key(Message message) {
		byte[] body = message.getBody();
		return message.getMessageProperties().getMessageId() + ' ' + body.length + ' ' + Arrays.hashCode(body);
	}

}
