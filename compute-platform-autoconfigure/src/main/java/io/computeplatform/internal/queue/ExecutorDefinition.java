package io.computeplatform.internal.queue;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Definition of an executor bean, before the bean is created. Internal.
 *
 * @param beanName name of the bean
 * @param payloadType declared type of the payload
 * @param payloadClass its raw class, whose name is the type of the jobs, with the names
 * of its type arguments, unless it has a {@link io.computeplatform.JobType}
 * @param queues queues it is restricted to; empty means all
 * @param isComplete whether the definition determines the queues; otherwise the
 * implementation class is known only after the bean is created
 */
public record ExecutorDefinition(String beanName, Type payloadType, Class<?> payloadClass, Set<String> queues,
		boolean isComplete) {

	/**
	 * Refuses an executor whose class names other queues than its definition. The result
	 * must not depend on the order in which beans are created.
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
	 * All names under which its jobs may be stored, also former ones.
	 * @return the names
	 */
	public Set<String> names() {
		return TypeNames.accepted(ResolvableType.forType(this.payloadType));
	}

	/**
	 * Type under which its jobs are stored.
	 * @return the name
	 */
	public String typeName() {
		return TypeNames.of(ResolvableType.forType(this.payloadType));
	}

}
