package io.computeplatform.internal.queue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.FailedStart;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which queues an executor serves depends on how it is declared, and not on what was
 * created before.
 */
@Tag("fast")
class ForQueueTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class));

	/**
	 * When the executors are created.
	 */
	enum Order {

		/** As Spring likes. */
		ANY,

		/** Before the queues are known. */
		FIRST,

		/** When something asks for them. */
		LAZY

	}

	private ApplicationContextRunner runner(Order order) {
		return switch (order) {
			case ANY -> this.runner;
			case FIRST -> this.runner.withUserConfiguration(ExecutorsFirst.class);
			case LAZY -> this.runner.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
		};
	}

	@ParameterizedTest
	@EnumSource
	void queuesAreThoseOfTheDeclaration(Order order) {
		for (Class<?> declaration : List.of(ReturnsClass.class, OnMethod.class, MethodBeforeClass.class,
				Component.class, Proxied.class, ScopedExecutor.class, MadeByFactory.class)) {
			runner(order).withUserConfiguration(declaration)
				.run((context) -> assertThat(context).as("%s", declaration)
					.hasNotFailed()
					.getBean(JobQueues.class)
					.satisfies((queues) -> {
						assertThat(queues.names()).containsExactly("mail");
						assertThat(queues.executors()).singleElement()
							.satisfies((executor) -> assertThat(executor.queues()).isEqualTo(Set.of("mail")));
					}));
		}
	}

	@ParameterizedTest
	@EnumSource
	void executorWithoutAnnotationServesEveryQueue(Order order) {
		for (Class<?> declaration : List.of(Plain.class, PlainProxied.class)) {
			runner(order).withUserConfiguration(declaration)
				.run((context) -> assertThat(context).as("%s", declaration)
					.hasNotFailed()
					.getBean(JobQueues.class)
					.satisfies((queues) -> assertThat(queues.names()).containsExactly("default")));
		}
	}

	@ParameterizedTest
	@EnumSource
	void annotationThatTheDeclarationHidesIsRefused(Order order) {
		for (Class<?> declaration : List.of(ReturnsInterface.class, ReturnsBaseClass.class, ReturnsProxy.class,
				LazyInterface.class)) {
			runner(order).withUserConfiguration(declaration)
				.run((context) -> assertThat(context).as("%s", declaration)
					.getFailure()
					.extracting(NestedExceptionUtils::getMostSpecificCause, InstanceOfAssertFactories.THROWABLE)
					.hasMessageContainingAll("'hidden'", "@ForQueue can't be seen", "to return "));
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { ReturnsObject.class, ReturnsRunnable.class })
	void executorThatTheDeclarationHidesIsRefused(Class<?> declaration) {
		Stream.of(Order.ANY, Order.FIRST)
			.forEach((order) -> runner(order).withUserConfiguration(declaration)
				.run((context) -> assertThat(context).getFailure()
					.extracting(NestedExceptionUtils::getMostSpecificCause, InstanceOfAssertFactories.THROWABLE)
					.hasMessageContainingAll("'hidden'", "JobExecutor<P>")));
	}

	@Test
	void refusalSaysWhatToWrite() {
		assertThat(FailedStart
			.report(new SpringApplicationBuilder(ReturnsInterface.class, Automatic.class).lazyInitialization(true)))
			.contains("whose @ForQueue can't be seen from the declaration of the bean",
					"Declare the @Bean method to return MailExecutor, or put the @ForQueue on the method");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Automatic {

	}

	@ForQueue("mail")
	static class MailExecutor implements JobExecutor<String> {

		@Override
		public void execute(JobContext<String> job) {
		}

	}

	static class PlainExecutor implements JobExecutor<String> {

		@Override
		public void execute(JobContext<String> job) {
		}

	}

	@ForQueue("other")
	static class OtherExecutor extends PlainExecutor {

	}

	@ForQueue("mail")
	static final class RunnableExecutor extends PlainExecutor implements Runnable {

		@Override
		public void run() {
		}

	}

	@ForQueue("mail")
	static final class DerivedExecutor extends PlainExecutor {

	}

	/** Has them created before the auto-configuration looks. */
	@Configuration(proxyBeanMethods = false)
	static class ExecutorsFirst {

		@Bean
		static BeanFactoryPostProcessor executorsFirst() {
			return (beanFactory) -> beanFactory.getBeanDefinition("computeJobQueues")
				.setDependsOn(Stream.of("hidden", "executor")
					.filter(beanFactory::containsBeanDefinition)
					.toArray(String[]::new));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnsClass {

		@Bean
		MailExecutor executor() {
			return new MailExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnMethod {

		@Bean
		@ForQueue("mail")
		JobExecutor<String> executor() {
			return new PlainExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodBeforeClass {

		@Bean
		@ForQueue("mail")
		JobExecutor<String> executor() {
			return new OtherExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(MailExecutor.class)
	static class Component {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ MailExecutor.class, Proxies.class })
	static class Proxied {

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxies {

		@Bean
		static BeanPostProcessor proxies() {
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof JobExecutor<?>)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory();
					factory.setInterfaces(JobExecutor.class);
					factory.setTarget(bean);
					return factory.getProxy();
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedExecutor {

		@Bean
		@ForQueue("mail")
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		JobExecutor<String> executor() {
			return new PlainExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MadeByFactory {

		@Bean
		Factory executor() {
			return new Factory();
		}

	}

	static class Factory implements FactoryBean<MailExecutor> {

		@Override
		public MailExecutor getObject() {
			return new MailExecutor();
		}

		@Override
		public Class<?> getObjectType() {
			return MailExecutor.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		JobExecutor<String> executor() {
			return new PlainExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Plain.class, Proxies.class })
	static class PlainProxied {

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnsInterface {

		@Bean
		JobExecutor<String> hidden() {
			return new MailExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnsBaseClass {

		@Bean
		PlainExecutor hidden() {
			return new DerivedExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ReturnsInterface.class, Proxies.class })
	static class ReturnsProxy {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyInterface {

		@Bean
		@Lazy
		JobExecutor<String> hidden() {
			return new MailExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnsObject {

		@Bean
		Object hidden() {
			return new MailExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnsRunnable {

		@Bean
		Runnable hidden() {
			return new RunnableExecutor();
		}

	}

}
