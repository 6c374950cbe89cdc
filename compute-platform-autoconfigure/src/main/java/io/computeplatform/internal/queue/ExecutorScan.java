package io.computeplatform.internal.queue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;
import io.computeplatform.JobExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Finds executors by their bean definitions, without creating or inspecting beans. An
 * executor may inject {@code AsyncPlatform}, which needs the queues. The result does not
 * depend on beans that were created before.
 */
final class ExecutorScan {

	private final ConfigurableListableBeanFactory beanFactory;

	ExecutorScan(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Names of the executor beans, as far as they can be determined without creating any.
	 */
	static List<String> names(ConfigurableListableBeanFactory beanFactory) {
		// The type of a scoped proxy is known after its creation, that of its target
		// before.
		return Arrays.stream(beanFactory.getBeanNamesForType(JobExecutor.class, true, false))
			.map((name) -> ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name)
			.distinct()
			.toList();
	}

	List<ExecutorDefinition> run() {
		List<ExecutorDefinition> definitions = new ArrayList<>();
		for (String name : names(this.beanFactory)) {
			String target = ScopedProxyUtils.getTargetBeanName(name);
			definitions.add(definition(name, this.beanFactory.containsBeanDefinition(target) ? target : name));
		}
		return definitions;
	}

	private ExecutorDefinition definition(String name, String declared) {
		ResolvableType type = declaredType(declared);
		ResolvableType payload = type.as(JobExecutor.class).getGeneric(0);
		Class<?> payloadClass = payload.resolve();
		if (payloadClass == null || payloadClass == Object.class) {
			throw new ComputeConfigurationException(
					"The payload type of the JobExecutor bean '" + name + "' can't be told from its declaration.",
					"Declare the bean as JobExecutor<P> with a concrete P, or as a class that implements it.");
		}
		Class<?> declaredClass = type.toClass();
		ForQueue ofBean = annotationOfBean(declared);
		ForQueue annotation = (ofBean != null) ? ofBean
				: AnnotatedElementUtils.findMergedAnnotation(declaredClass, ForQueue.class);
		return new ExecutorDefinition(name, concrete(payload).getType(), payloadClass, queues(name, annotation),
				ofBean != null || !isImplementationOpen(declared, declaredClass));
	}

	/**
	 * Resolves type variables, for example of a base class, by the declaration:
	 * unresolved they could be anything.
	 */
	private static ResolvableType concrete(ResolvableType type) {
		Class<?> raw = type.resolve();
		if (raw == null || type.getType() instanceof Class) {
			return type;
		}
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(concrete(type.getComponentType()));
		}
		ResolvableType[] generics = type.getGenerics();
		return (generics.length == 0) ? ResolvableType.forClass(raw) : ResolvableType.forClassWithGenerics(raw,
				Arrays.stream(generics).map(ExecutorScan::concrete).toArray(ResolvableType[]::new));
	}

	private ResolvableType declaredType(String name) {
		ResolvableType declared = (merged(name) instanceof RootBeanDefinition definition) ? declaredType(definition)
				: ResolvableType.NONE;
		if (declared.resolve() == null) {
			declared = ResolvableType.forClass(this.beanFactory.getType(name, false));
		}
		if (FactoryBean.class.isAssignableFrom(declared.toClass())) {
			ResolvableType made = declared.as(FactoryBean.class).getGeneric(0);
			return JobExecutor.class.isAssignableFrom(made.toClass()) ? made
					: ResolvableType.forClass(this.beanFactory.getType(name, false));
		}
		return declared;
	}

	private ResolvableType declaredType(RootBeanDefinition definition) {
		String className = definition.getBeanClassName();
		// A scanned component is known by its class name only.
		return (definition.getFactoryMethodName() == null && className != null && !definition.hasBeanClass())
				? ResolvableType.forClass(ClassUtils.resolveClassName(className, this.beanFactory.getBeanClassLoader()))
				: definition.getResolvableType();
	}

	private @Nullable BeanDefinition merged(String name) {
		return this.beanFactory.containsBeanDefinition(name) ? this.beanFactory.getMergedBeanDefinition(name) : null;
	}

	/**
	 * Annotation of the bean's own declaration, which takes precedence over that of its
	 * class.
	 */
	private @Nullable ForQueue annotationOfBean(String name) {
		if (!(merged(name) instanceof RootBeanDefinition definition)) {
			return null;
		}
		Method method = definition.getResolvedFactoryMethod();
		if (method != null) {
			return AnnotatedElementUtils.findMergedAnnotation(method, ForQueue.class);
		}
		MethodMetadata metadata = (this.beanFactory
			.getBeanDefinition(name) instanceof AnnotatedBeanDefinition annotated)
					? annotated.getFactoryMethodMetadata() : null;
		return (metadata != null)
				? metadata.getAnnotations().get(ForQueue.class).synthesize((found) -> found.isPresent()).orElse(null)
				: null;
	}

	/**
	 * Whether a class that the definition does not name may implement the executor.
	 */
	private boolean isImplementationOpen(String name, Class<?> declaredClass) {
		BeanDefinition definition = merged(name);
		boolean made = definition instanceof RootBeanDefinition root && (root.getFactoryMethodName() != null
				|| root.getInstanceSupplier() != null || root.getResolvedFactoryMethod() != null
				|| !declaredClass.getName().equals(root.getBeanClassName()));
		return made && !Modifier.isFinal(declaredClass.getModifiers());
	}

	private static Set<String> queues(String name, @Nullable ForQueue annotation) {
		if (annotation == null) {
			return Set.of();
		}
		if (annotation.value().length == 0) {
			// An empty list must not mean all queues.
			throw new ComputeConfigurationException("@ForQueue on the JobExecutor bean '" + name + "' names no queue.",
					"Name at least one, or remove the annotation to serve every queue.");
		}
		return Set.copyOf(Arrays.asList(annotation.value()));
	}

}
