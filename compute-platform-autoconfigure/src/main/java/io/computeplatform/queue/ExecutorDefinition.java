package io.computeplatform.queue;

import java.lang.reflect.Type;
import java.util.Set;

/**
 * An executor bean as its definition shows it, before it is created. Internal.
 *
 * @param beanName name of the bean
 * @param payloadType declared type of the payload
 * @param payloadClass its raw class, whose name is the type of the jobs
 * @param queues queues it is restricted to; empty means all
 */
public record ExecutorDefinition(String beanName, Type payloadType, Class<?> payloadClass, Set<String> queues) {

	boolean serves(String queue) {
		return this.queues.isEmpty() || this.queues.contains(queue);
	}

	String typeName() {
		return this.payloadClass.getName();
	}

}
