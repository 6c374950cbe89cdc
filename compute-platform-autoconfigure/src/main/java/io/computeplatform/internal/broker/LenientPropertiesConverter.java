package io.computeplatform.internal.broker;

import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * Reads the properties of any message that a broker accepts. Internal.
 */
public final class LenientPropertiesConverter extends DefaultMessagePropertiesConverter {

	private static final int TRANSIENT = 1;

	private static final int PERSISTENT = 2;

	@Override
	public MessageProperties toMessageProperties(BasicProperties source, @Nullable Envelope envelope, String charset) {
		Integer mode = source.getDeliveryMode();
		// RabbitMQ before 4 accepts any octet. Spring AMQP 4 throws on an unknown one,
		// and its consumer would fail on each redelivery.
		boolean known = mode == null || mode == TRANSIENT || mode == PERSISTENT;
		return super.toMessageProperties(shallow(known ? source : source.builder().deliveryMode(null).build()),
				envelope, charset);
	}

	/**
	 * Without headers that are nested so deep that reading them, here or in Spring AMQP,
	 * could overflow the stack.
	 */
	private static BasicProperties shallow(BasicProperties source) {
		Map<String, Object> headers = source.getHeaders();
		if (headers == null || headers.values().stream().noneMatch(HeaderTables::isTooDeep)) {
			return source;
		}
		Map<String, Object> kept = new HashMap<>(headers);
		kept.values().removeIf(HeaderTables::isTooDeep);
		kept.put(JobHeaders.OMITTED,
				"%d of them, nested deeper than %d".formatted(headers.size() - kept.size(), HeaderTables.MAX_DEPTH));
		return source.builder().headers(kept).build();
	}

}
