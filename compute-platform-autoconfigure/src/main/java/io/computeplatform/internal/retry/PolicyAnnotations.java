package io.computeplatform.internal.retry;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

import io.computeplatform.ForJobs;
import io.computeplatform.ForQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Annotations of a context's policy beans. Only the declaration of a {@code @Bean} method
 * counts, not the class of the bean that it returned: the result must not depend on
 * whether the bean was created already.
 */
final class PolicyAnnotations {

	private final ConfigurableListableBeanFactory beanFactory;

	PolicyAnnotations(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	boolean isMeantForJobs(String name) {
		return isCandidate(name) && (find(name, ForJobs.class) != null || find(name, ForQueue.class) != null);
	}

	boolean isScopedTarget(String name) {
		return ScopedProxyUtils.isScopedTarget(name);
	}

	private boolean isCandidate(String name) {
		return !this.beanFactory.containsBeanDefinition(name)
				|| this.beanFactory.getMergedBeanDefinition(name).isAutowireCandidate();
	}

	<A extends Annotation> @Nullable A find(String name, Class<A> annotation) {
		String target = ScopedProxyUtils.getTargetBeanName(name);
		String declared = this.beanFactory.containsBeanDefinition(target) ? target : name;
		Method method = factoryMethod(declared);
		if (method == null) {
			return this.beanFactory.findAnnotationOnBean(declared, annotation);
		}
		A ofMethod = AnnotatedElementUtils.findMergedAnnotation(method, annotation);
		return (ofMethod != null) ? ofMethod
				: AnnotatedElementUtils.findMergedAnnotation(method.getReturnType(), annotation);
	}

	private @Nullable Method factoryMethod(String name) {
		return (this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

}
