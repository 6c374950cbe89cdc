package io.computeplatform.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.computeplatform.ComputeAsyncProperties.QueueType;
import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class JobQueuesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class));

	@Test
	void executorWithoutAnyQueueServesTheDefaultQueue() {
		this.runner.withUserConfiguration(ForAll.class)
			.run((context) -> assertThat(context.getBean(JobQueues.class).names()).containsExactly("default"));
	}

	@Test
	void applicationWithoutExecutorsHasNoQueues() {
		this.runner.run((context) -> assertThat(context.getBean(JobQueues.class).names()).isEmpty());
	}

	@Test
	void queueOfItsOwnTakesTheCommonSettingsUnlessItHasItsOwn() {
		this.runner.withUserConfiguration(ForAll.class)
			.withPropertyValues("compute.async.queue-prefix=app.", "compute.async.max-retries=5",
					"compute.async.backoff.initial-interval=2s", "compute.async.queues.mail.concurrency=3",
					"compute.async.queues.reports.max-retries=0", "compute.async.queues.reports.type=quorum",
					"compute.async.queues.reports.backoff.multiplier=3", "compute.async.queues.reports.timeout=2h",
					"compute.async.queues.reports.dead-letter-queue=lost")
			.run((context) -> {
				JobQueues queues = context.getBean(JobQueues.class);
				assertThat(queues.get("mail")).satisfies((mail) -> {
					assertThat(mail.routingKey()).isEqualTo("app.mail");
					assertThat(mail.deadLetterRoutingKey()).isEqualTo("app.mail.dlq");
					assertThat(mail.concurrency()).isEqualTo(3);
					assertThat(mail.maxRetries()).isEqualTo(5);
					assertThat(mail.backoff().initialInterval()).hasSeconds(2);
					assertThat(mail.timeout()).isNull();
					assertThat(mail.type()).isEqualTo(QueueType.CLASSIC);
				});
				assertThat(queues.get("reports")).satisfies((reports) -> {
					assertThat(reports.deadLetterRoutingKey()).isEqualTo("app.lost");
					assertThat(reports.maxRetries()).isZero();
					assertThat(reports.backoff().multiplier()).isEqualTo(3);
					assertThat(reports.timeout()).isEqualTo(Duration.ofHours(2));
					assertThat(reports.type()).isEqualTo(QueueType.QUORUM);
				});
			});
	}

	@Test
	void environmentVariableSetsAQueueThatAPropertyNames() {
		environment("COMPUTE_ASYNC_QUEUES_BIGREPORTS_CONCURRENCY", "8").withUserConfiguration(ForAll.class)
			.withPropertyValues("compute.async.queues.big-reports.prefetch=2")
			.run((context) -> {
				JobQueues queues = context.getBean(JobQueues.class);
				assertThat(queues.names()).containsExactly("big-reports");
				assertThat(queues.get("big-reports").concurrency()).isEqualTo(8);
				assertThat(queues.get("big-reports").prefetch()).isEqualTo(2);
			});
	}

	@Test
	void environmentVariableSetsAPropertyWithOrWithoutUnderscoresForItsDashes() {
		environment("COMPUTE_ASYNC_QUEUES_MAIL_MAX_RETRIES", "7").withUserConfiguration(ForAll.class)
			.run((context) -> assertThat(context.getBean(JobQueues.class).get("mail").maxRetries()).isEqualTo(7));
		environment("COMPUTE_ASYNC_MAXRETRIES", "8").withUserConfiguration(ForAll.class)
			.run((context) -> assertThat(context.getBean(JobQueues.class).get("default").maxRetries()).isEqualTo(8));
	}

	@Test
	void environmentVariableSetsAQueueThatOnlyAnExecutorNames() {
		environment("COMPUTE_ASYNC_QUEUES_BIGREPORTS_CONCURRENCY", "8").withUserConfiguration(ForBigReports.class)
			.run((context) -> {
				JobQueues queues = context.getBean(JobQueues.class);
				assertThat(queues.names()).containsExactly("big-reports");
				assertThat(queues.get("big-reports").concurrency()).isEqualTo(8);
			});
	}

	@Test
	void nameInBracketsKeepsItsDotsAndItsCase() {
		this.runner.withUserConfiguration(ForAll.class)
			.withPropertyValues("compute.async.queues.[Mail.out/bound].concurrency=4",
					"compute.async.queues.Reports.concurrency=5")
			.run((context) -> {
				JobQueues queues = context.getBean(JobQueues.class);
				assertThat(queues.names()).containsExactly("Mail.out/bound", "Reports");
				assertThat(queues.get("Mail.out/bound").concurrency()).isEqualTo(4);
				assertThat(queues.get("Reports").concurrency()).isEqualTo(5);
			});
	}

	@Test
	void payloadIsStoredUnderTheTypeOfTheExecutorThatTakesIt() {
		this.runner.withUserConfiguration(ForNumbers.class).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			JobQueue queue = queues.get("default");
			assertThat(queues.typesOf(queue, 1, (payload) -> Optional.empty())).startsWith(Number.class.getName(),
					Integer.class.getName());
			assertThat(queues.typesOf(queue, 1L, (payload) -> Optional.empty())).startsWith(Long.class.getName(),
					Number.class.getName());
			assertThat(queues.executorFor(queue, Number.class.getName())).get()
				.extracting(ExecutorDefinition::beanName)
				.isEqualTo("numbers");
			assertThat(queues.executorFor(queue, String.class.getName())).isEmpty();
		});
	}

	@Test
	void executorBehindAScopedProxyIsOneExecutor() {
		this.runner.withUserConfiguration(Scoped.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(JobQueues.class)
				.satisfies((queues) -> assertThat(queues.names()).containsExactly("default")));
	}

	@Test
	void queuesAreKnownWithoutCreatingAnExecutor() {
		this.runner.withUserConfiguration(NeedsQueues.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QueuesExecutor.class));
	}

	@Test
	void submitterNeedsNoExecutors() {
		this.runner
			.withPropertyValues("compute.async.worker.enabled=false", "compute.async.queues.reports.concurrency=1")
			.run((context) -> assertThat(context.getBean(JobQueues.class).names()).containsExactly("reports"));
	}

	@Test
	void queueNameIsAnyTextThatRabbitMqTakes() {
		assertThat(Stream.of("reports", "Reports.out", "Berichte für Ärger", "q".repeat(255)))
			.allMatch((name) -> QueueNames.refusalOf(name).isEmpty());
		assertThat(Stream.of("", " ", "amq.gen", "a\nb", "ü".repeat(128)))
			.allMatch((name) -> QueueNames.refusalOf(name).isPresent());
	}

	private ApplicationContextRunner environment(String name, String value) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace("systemEnvironment",
					new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value))));
	}

	@Configuration(proxyBeanMethods = false)
	static class ForAll {

		@Bean
		JobExecutor<List<String>> all() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForBigReports {

		@Bean
		@ForQueue({ "big-reports", "big-reports" })
		JobExecutor<String> bigReports() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForNumbers {

		@Bean
		JobExecutor<Number> numbers() {
			return (job) -> {
			};
		}

		@Bean
		JobExecutor<Long> longs() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		JobExecutor<String> scoped() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsQueues {

		@Bean
		QueuesExecutor executor(JobQueues queues) {
			return new QueuesExecutor(queues);
		}

	}

	record QueuesExecutor(JobQueues queues) implements JobExecutor<String> {

		@Override
		public void execute(JobContext<String> job) {
		}

	}

}
