package io.computeplatform.queue;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * An executor bean as its definition shows it, before it is created. Internal.
 *
 * @param beanName name of the bean
 * @param payloadType declared type of the payload
 * @param payloadClass its raw class, whose name is the type of the jobs unless it has a
 * {@link io.computeplatform.JobType}
 * @param queues queues it is restricted to; empty means all
 * @param isComplete whether the definition shows all that can be said of the queues;
 * otherwise the class that implements the executor is known only once it is created
 */
public record ExecutorDefinition(String beanName, Type payloadType, Class<?> payloadClass, Set<String> queues,
		boolean isComplete) {

	/**
	 * Refuses an executor whose class names other queues than its definition. What counts
	 * must not depend on which bean is created first.
	 * @param executor the bean
	 * @throws ComputeConfigurationException if it does
	 */
	public void check(Object executor) {
		if (this.isComplete) {
			return;
		}
		Class<?> implementation = AopProxyUtils.ultimateTargetClass(executor);
		ForQueue annotation = AnnotatedElementUtils.findMergedAnnotation(implementation, ForQueue.class);
		if (annotation != null && !Set.copyOf(Arrays.asList(annotation.value())).equals(this.queues)) {
			throw new ComputeConfigurationException(
					"The JobExecutor bean '" + this.beanName + "' is of " + implementation
							+ ", whose @ForQueue can't be seen from the declaration of the bean.",
					"Declare the @Bean method to return " + implementation.getSimpleName()
							+ ", or put the @ForQueue on the method.");
		}
	}

	boolean serves(String queue) {
		return this.queues.isEmpty() || this.queues.contains(queue);
	}

	/**
	 * Whether the executor takes jobs that are stored under one of some names.
	 */
	boolean takes(Collection<String> names) {
		return !Collections.disjoint(TypeNames.accepted(this.payloadClass), names);
	}

	/**
	 * Type under which its jobs are stored.
	 * @return the name
	 */
	public String typeName() {
		return TypeNames.of(this.payloadClass);
	}

}
