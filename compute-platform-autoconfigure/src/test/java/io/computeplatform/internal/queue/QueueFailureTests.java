package io.computeplatform.internal.queue;

import java.util.List;

import io.computeplatform.ForQueue;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.FailedStart;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Queues and executors that do not fit together, as a user sees them refused.
 */
@Tag("fast")
class QueueFailureTests {

	private static final String LONG_NAME = "q".repeat(256);

	@ParameterizedTest(name = "queue-prefix = {0}")
	@CsvSource({ "amq., names that start with 'amq.' are reserved", "'a\tb.', it contains control characters" })
	void queueNameThatRabbitMqRefusesIsNamedWithTheReason(String prefix, String reason) {
		assertThat(FailedStart.report(AllQueues.class, "compute.async.queue-prefix=" + prefix,
				"compute.async.queues.work.concurrency=2"))
			.contains(
					"RabbitMQ would refuse the queue name '" + prefix.replace('\t', '?') + "work' for the queue 'work'",
					reason, "compute.async.queue-prefix");
	}

	@Test
	void queueNameThatIsTooLongIsNamedWithTheLimit() {
		assertThat(FailedStart.report(AllQueues.class, "compute.async.queues." + LONG_NAME + ".concurrency=2"))
			.contains("RabbitMQ would refuse the queue name '" + LONG_NAME, "it has 256 bytes, 255 are allowed");
	}

	@Test
	void deadLetterQueueWithoutNameIsRefused() {
		assertThat(FailedStart.report(AllQueues.class, "compute.async.queues.work.dead-letter-queue="))
			.contains("the dead letters of queue 'work'", "it is empty", "dead-letter-queue");
	}

	@Test
	void nameThatWouldServeTwoQueuesIsRefused() {
		assertThat(FailedStart.report(AllQueues.class, "compute.async.queues.work.dead-letter-queue=failures",
				"compute.async.queues.mail.dead-letter-queue=failures"))
			.contains("The name 'failures' on the broker would serve both the dead letters of queue 'mail' and the "
					+ "dead letters of queue 'work'", "dead-letter-queue a name of its own");
	}

	@Test
	void twoExecutorsForOneQueueAndPayloadTypeAreNamed() {
		assertThat(FailedStart.report(TwoForOneType.class)).contains("'first'", "'second'", "java.lang.String",
				"from queue 'work'", "@ForQueue");
	}

	@Test
	void queueWithoutExecutorIsNamedWithTheExecutorsThereAre() {
		assertThat(FailedStart.report(OnlyMail.class, "compute.async.queues.work.concurrency=2")).contains(
				"No JobExecutor bean serves the queue 'work'. There are: [mailExecutor for [mail]]",
				"compute.async.worker.enabled=false");
	}

	@ParameterizedTest
	@CsvSource({ "Undeclared,undeclared", "Wildcard,wildcard" })
	void executorWithoutPayloadTypeIsNamed(String source, String bean) throws ClassNotFoundException {
		assertThat(FailedStart.report(Class.forName(getClass().getName() + "$" + source))).contains(
				"The payload type of the JobExecutor bean '" + bean + "' can't be told from its declaration",
				"JobExecutor<P> with a concrete P");
	}

	@Test
	void executorThatIsNullIsNamed() {
		assertThat(FailedStart.report(NullExecutor.class)).contains("The JobExecutor bean 'absent' is null",
				"Return an executor from its @Bean method");
	}

	@Test
	void executorForNoQueueDoesNotServeEveryQueue() {
		assertThat(FailedStart.report(ForNoQueue.class))
			.contains("@ForQueue on the JobExecutor bean 'none' names no queue", "Name at least one");
	}

	@ParameterizedTest
	@CsvSource({ "big-reports,bigReports", "big-reports,big_reports" })
	void queuesThatSpringBootCanNotTellApartAreRefused(String one, String other) {
		assertThat(FailedStart.report(Served.class, "compute.async.queues.[" + one + "].concurrency=2",
				"compute.async.queues.[" + other + "].concurrency=3"))
			.contains(one, other, "can't be told apart", "Use one spelling");
	}

	@Test
	void queueThatDoesNotExistIsNamedAtSubmit() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class))
			.withUserConfiguration(OnlyMail.class)
			.run((context) -> assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> context.getBean(JobQueues.class).get("mial"))
				.withMessage("Invalid queue 'mial'. Allowed: a queue under compute.async.queues or named by an "
						+ "executor's @ForQueue; there are [mail]"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class NullExecutor {

		@Bean
		@SuppressWarnings("NullAway")
		JobExecutor<String> absent() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class AllQueues {

		@Bean
		JobExecutor<String> allExecutor() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class OnlyMail {

		@Bean
		@ForQueue("mail")
		JobExecutor<String> mailExecutor() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class TwoForOneType {

		@Bean
		@ForQueue({ "work", "mail" })
		JobExecutor<String> first() {
			return (job) -> {
			};
		}

		@Bean
		@ForQueue("work")
		JobExecutor<String> second() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Undeclared {

		@Bean
		<T> JobExecutor<List<T>> ignored() {
			return (job) -> {
			};
		}

		@Bean
		<T> JobExecutor<T> undeclared() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Wildcard {

		@Bean
		JobExecutor<?> wildcard() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class ForNoQueue {

		@Bean
		@ForQueue({})
		JobExecutor<String> none() {
			return (job) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Served {

		@Bean
		JobExecutor<String> executor() {
			return (job) -> {
			};
		}

	}

}
