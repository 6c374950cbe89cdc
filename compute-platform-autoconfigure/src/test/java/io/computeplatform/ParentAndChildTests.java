package io.computeplatform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.event.JobCompleted;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Contexts that are each other's parent and child: one engine each, or one in all.
 */
@WithTestEnvironment
class ParentAndChildTests {

	private final TestEnvironment environment;

	private ConfigurableApplicationContext child;

	private ConfigurableApplicationContext parent;

	ParentAndChildTests(TestEnvironment environment) {
		this.environment = environment;
		List.of("lower", "upper", "both").forEach(environment::queue);
	}

	@AfterEach
	void stop() {
		this.child.close();
		this.parent.close();
	}

	@Test
	void childWithoutExecutorsUsesTheEngineOfItsParent() {
		start(UpperApplication.class, PlainApplication.class);
		assertThat(engine(this.child)).isEmpty();
		assertThat(engine(this.parent)).contains("computeDatabase", "computeJobContainers", "computeAsyncPlatform");
		complete(this.child, "upper", "text");
		assertThat(this.child.getBean(AsyncPlatform.class)).isSameAs(this.parent.getBean(AsyncPlatform.class));
		assertThat(submitted("upper")).isEqualTo(1);
	}

	@Test
	void childWithExecutorsHasAnEngineOfItsOwnBesideThatOfItsParent() {
		start(UpperApplication.class, LowerApplication.class);
		assertThat(engine(this.child)).isEqualTo(engineOfOneContext());
		assertThat(engine(this.parent)).containsAll(engine(this.child));
		complete(this.child, "lower", "text");
		complete(this.parent, "upper", "text");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.child.getBean(AsyncPlatform.class).submit("upper", "text"));
		// Both serve it, and either takes what the other has submitted.
		complete(this.child, "both", 1);
		complete(this.parent, "both", 1);
		assertThat(submitted("lower")).isEqualTo(1);
		assertThat(submitted("upper")).isEqualTo(1);
		assertThat(submitted("both")).isEqualTo(2);
	}

	@Test
	void transactionOfAManagerOfAParentWithoutEngineIsTheCallersOwn() {
		this.parent = application(PlainApplication.class)
			.run(Stream.concat(Stream.of(arguments()), Stream.of("--compute.async.enabled=false"))
				.toArray(String[]::new));
		this.child = application(LowerApplication.class).parent(this.parent).run(arguments());
		TransactionTemplate another = new TransactionTemplate(this.parent.getBean(PlatformTransactionManager.class));
		another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		AsyncPlatform platform = this.child.getBean(AsyncPlatform.class);
		AtomicReference<JobId> rolledBack = new AtomicReference<>();
		another.executeWithoutResult(
				(outer) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void afterCommit() {
						another.executeWithoutResult((status) -> {
							rolledBack.set(platform.submit("lower", "text"));
							status.setRollbackOnly();
						});
					}
				}));
		complete(this.child, "lower", "text");
		assertThat(platform.find(rolledBack.get())).isEmpty();
	}

	@Test
	void childAloneHasTheEngine() {
		start(NoEngine.class, LowerApplication.class);
		assertThat(engine(this.parent)).isEmpty();
		complete(this.child, "lower", "text");
	}

	@Test
	void parentWithoutExecutorsLeavesThemToItsChild() {
		start(PlainApplication.class, LowerApplication.class);
		assertThat(engine(this.child)).isEqualTo(engineOfOneContext());
		complete(this.child, "lower", "text");
	}

	@Test
	void childInWhichJobsAreSwitchedOffHasNoEngine() {
		Map<String, Object> off = Map.of("compute.async.enabled", "false");
		this.parent = application(UpperApplication.class).run(arguments());
		this.child = application(LowerApplication.class).parent(this.parent)
			.run(Stream.concat(Stream.of(arguments()), off.entrySet().stream().map((entry) -> "--" + entry))
				.toArray(String[]::new));
		assertThat(engine(this.child)).isEmpty();
		complete(this.child, "upper", "text");
	}

	private void start(Class<?> upper, Class<?> lower) {
		this.parent = application(upper).run(arguments());
		this.child = application(lower).parent(this.parent).run(arguments());
	}

	private static SpringApplicationBuilder application(Class<?> source) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE);
	}

	private String[] arguments() {
		Map<String, String> settings = new HashMap<>(this.environment.properties());
		settings.put("spring.main.banner-mode", "off");
		settings.put("spring.jmx.enabled", "false");
		return settings.entrySet().stream().map((entry) -> "--" + entry).toArray(String[]::new);
	}

	private void complete(ApplicationContext context, String queue, Object payload) {
		// Events go up to parents, never down.
		Completed completed = (engine(context).isEmpty() ? this.parent : context).getBean(Completed.class);
		JobId id = context.getBean(AsyncPlatform.class).submit(queue, payload);
		Awaitility.await()
			.untilAsserted(() -> assertThat(context.getBean(AsyncPlatform.class).find(id)).map(Job::status)
				.contains(JobStatus.COMPLETE));
		Awaitility.await().until(() -> queue.equals("both") || completed.ids.contains(id));
	}

	private double submitted(String queue) {
		return this.child.getBean(MeterRegistry.class)
			.get("compute.jobs.submitted")
			.tag("queue", queue)
			.counter()
			.count();
	}

	/** What is counted by the parent's meters is not counted by the child's again. */
	private static Set<String> engine(ApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> name.startsWith("compute") && !name.equals("computeOperationMeters"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Set<String> engineOfOneContext() {
		try (ConfigurableApplicationContext alone = application(LowerApplication.class).run(arguments())) {
			return engine(alone);
		}
	}

	static class Completed {

		private final List<JobId> ids = new CopyOnWriteArrayList<>();

		@EventListener
		void on(JobCompleted event) {
			this.ids.add(event.id());
		}

	}

	@EnableAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	static class PlainApplication {

		@Bean
		Completed completed() {
			return new Completed();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoEngine {

	}

	static class UpperApplication extends PlainApplication {

		@Bean
		@ForQueue("upper")
		JobExecutor<String> upperExecutor() {
			return (job) -> {
			};
		}

		@Bean
		@ForQueue("both")
		JobExecutor<Integer> bothExecutor() {
			return (job) -> {
			};
		}

	}

	static class LowerApplication extends PlainApplication {

		@Bean
		@ForQueue("lower")
		JobExecutor<String> lowerExecutor() {
			return (job) -> {
			};
		}

		@Bean
		@ForQueue("both")
		JobExecutor<Integer> bothExecutor() {
			return (job) -> {
			};
		}

	}

}
