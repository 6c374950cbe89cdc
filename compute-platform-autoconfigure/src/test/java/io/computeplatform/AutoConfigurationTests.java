package io.computeplatform;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the auto-configurations add to an application, and what they leave to it.
 */
@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class AutoConfigurationTests {

	private static final String[] OBSERVERS = { "io.micrometer.core", "org.springframework.boot.actuate",
			"org.springframework.boot.health", "org.springframework.boot.micrometer" };

	private final TestEnvironment environment;

	private final ApplicationContextRunner runner;

	AutoConfigurationTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue("work");
		this.runner = new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("compute.async.queues.work.concurrency=1")
			.withPropertyValues(environment.properties()
				.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new));
	}

	@Test
	void platformAndAdministrationAreThere() {
		this.runner.withUserConfiguration(TextExecutor.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AsyncPlatform.class)
				.hasSingleBean(FailedJobRepository.class)
				.hasSingleBean(FailedJobService.class)
				.hasBean("computeJobContainers"));
	}

	@Test
	void starterAloneStartsAndServesNoQueue(CapturedOutput output) {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues(this.environment.properties()
				.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatExceptionOfType(InvalidJobException.class)
					.isThrownBy(() -> context.getBean(AsyncPlatform.class).submit("work", "text"))
					.withMessageContaining("there are []");
				assertThat(output).contains("This application serves no queue: it has no JobExecutor bean and no "
						+ "compute.async.queues");
			});
	}

	@Test
	void beansOfTheApplicationReplaceOurs() {
		this.runner.withUserConfiguration(TextExecutor.class, Replacements.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AsyncPlatform.class)
				.hasSingleBean(FailedJobRepository.class)
				.hasSingleBean(FailedJobService.class)
				.hasBean("ownPlatform")
				.hasBean("ownRepository")
				.hasBean("ownService"));
	}

	@Test
	void nothingIsThereWhenSwitchedOff() {
		this.runner
			.withPropertyValues("compute.async.enabled=false", "compute.async.max-retries=-1",
					"spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(ownBeans(context)).isEmpty();
			});
	}

	@Test
	void submitterExecutesNothing() {
		this.runner.withPropertyValues("compute.async.worker.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(AsyncPlatform.class).hasSingleBean(FailedJobService.class);
			assertThat(ownBeans(context)).contains("computeRelay")
				.noneMatch((name) -> context.getType(name).getPackageName().endsWith(".worker"));
			JobId id = context.getBean(AsyncPlatform.class).submit("work", "text");
			assertThat(context.getBean(AsyncPlatform.class).find(id)).get()
				.extracting(Job::status)
				.isEqualTo(JobStatus.QUEUED);
		});
	}

	@Test
	void noBeanIsContributedThatIsNotOurs() {
		this.runner.withUserConfiguration(TextExecutor.class).run((with) -> {
			String[] names = with.getBeanDefinitionNames();
			this.runner.withPropertyValues("compute.async.enabled=false").run((without) -> {
				TreeSet<String> added = new TreeSet<>(Arrays.asList(names));
				added.removeAll(Arrays.asList(without.getBeanDefinitionNames()));
				assertThat(added).isNotEmpty()
					.allMatch((name) -> with.getType(name).getPackageName().startsWith("io.computeplatform"));
			});
		});
	}

	@Test
	void everythingStartsInAnApplicationThatInitializesLazily() {
		this.runner.withUserConfiguration(TextExecutor.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				JobId id = context.getBean(AsyncPlatform.class).submit("work", "text");
				Awaitility.await()
					.until(() -> context.getBean(AsyncPlatform.class)
						.find(id)
						.orElseThrow()
						.status() == JobStatus.COMPLETE);
			});
	}

	@Test
	void nothingIsObservedInAnApplicationWithoutMicrometerAndActuator() {
		this.runner.withUserConfiguration(TextExecutor.class)
			.withClassLoader(new FilteredClassLoader(OBSERVERS))
			.withPropertyValues("spring.autoconfigure.exclude=" + autoConfigurations(OBSERVERS))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(AsyncPlatform.class);
				assertThat(ownBeans(context)).noneMatch((name) -> context.getType(name)
					.getPackageName()
					.matches("io\\.computeplatform\\.(metrics|actuate)"));
			});
	}

	@Test
	void metersAndHealthAreThereWhereTheApplicationHasWhatTheyNeed() {
		this.runner.withUserConfiguration(TextExecutor.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("computeJobMeters")
				.hasBean("computeHealthIndicator")
				.doesNotHaveBean("computeQueuesEndpoint"));
		this.runner.withUserConfiguration(TextExecutor.class, Registry.class)
			.withPropertyValues("management.health.compute.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("computeJobMeters")
				.hasBean("computeQueueGauges")
				.doesNotHaveBean("computeHealthIndicator"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			autoconfigure.jdbc.DataSource     | jdbc.autoconfigure.DataSource | there is no DataSource bean
			autoconfigure.amqp.Rabbit         | amqp.autoconfigure.Rabbit     | there is no ConnectionFactory bean
			""")
	void missingServerOfAnApplicationIsNamed(String onBoot3, String onBoot4, String description) {
		String exclusions = Stream.of(onBoot3, onBoot4)
			.map((name) -> "org.springframework.boot." + name + "AutoConfiguration")
			.collect(Collectors.joining(","));
		assertThat(FailedStart.report(this.environment, Application.class, "spring.autoconfigure.exclude=" + exclusions,
				"compute.async.worker.enabled=false"))
			.contains(description, "compute.async.enabled=false");
	}

	@Test
	void badPropertyOfAnApplicationIsNamed() {
		assertThat(FailedStart.report(this.environment, Application.class, "compute.async.max-retries=-1"))
			.contains("Invalid value '-1' for configuration property 'compute.async.max-retries'");
	}

	private static String autoConfigurations(String... packages) {
		return StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, AutoConfigurationTests.class.getClassLoader())
				.spliterator(), false)
			.filter((name) -> Arrays.stream(packages).anyMatch((each) -> name.startsWith(each + ".")))
			.collect(Collectors.joining(","));
	}

	private static Stream<String> ownBeans(ApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> context.getType(name).getPackageName().startsWith("io.computeplatform"))
			.filter((name) -> !context.getType(name).getName().startsWith(AutoConfigurationTests.class.getName()));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class TextExecutor {

		@Bean
		JobExecutor<String> textExecutor() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replacements {

		@Bean
		AsyncPlatform ownPlatform() {
			return inert(AsyncPlatform.class);
		}

		@Bean
		FailedJobRepository ownRepository() {
			return inert(FailedJobRepository.class);
		}

		@Bean
		FailedJobService ownService() {
			return inert(FailedJobService.class);
		}

		private static <T> T inert(Class<T> type) {
			Map<String, Object> answers = Map.of("toString", "own " + type.getSimpleName(), "hashCode", 1);
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> answers.get(method.getName())));
		}

	}

}
