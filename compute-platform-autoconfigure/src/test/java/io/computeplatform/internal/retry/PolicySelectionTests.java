package io.computeplatform.internal.retry;

import java.time.Duration;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.ForJobs;
import io.computeplatform.ForQueue;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.thread.JobThreadAutoConfiguration;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.FixedBackOffPolicy;
import org.springframework.retry.backoff.NoBackOffPolicy;
import org.springframework.retry.policy.NeverRetryPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class PolicySelectionTests {

	private static final String[] QUEUES = { "compute.async.worker.enabled=false",
			"compute.async.queues.work.concurrency=1", "compute.async.queues.mail.concurrency=1" };

	private final TestEnvironment environment;

	private final ApplicationContextRunner runner;

	PolicySelectionTests(TestEnvironment environment) {
		this.environment = environment;
		this.runner = new ApplicationContextRunner().withPropertyValues(QUEUES)
			.withPropertyValues("compute.async.backoff.initial-interval=7s", "compute.async.backoff.jitter=0",
					"compute.async.queues.mail.backoff.initial-interval=5s",
					"compute.async.queues.mail.backoff.jitter=0")
			.withPropertyValues(environment.properties()
				.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new));
	}

	@Test
	void propertiesDecideWhereThereAreNoPolicies() {
		this.runner.withUserConfiguration(RetryApplication.class).run((context) -> {
			RetryDecider decider = context.getBean(RetryDecider.class);
			assertThat(decide(decider, "work", 1)).isEqualTo(retryAfter(7));
			assertThat(decide(decider, "work", 2)).isEqualTo(retryAfter(14));
			assertThat(decide(decider, "mail", 1)).isEqualTo(retryAfter(5));
		});
	}

	@Test
	void policyOfAQueueComesBeforeTheCommonOneAndThatBeforeProperties() {
		this.runner.withUserConfiguration(Policies.class).run((context) -> {
			RetryDecider decider = context.getBean(RetryDecider.class);
			assertThat(decide(decider, "work", 1)).isEqualTo(retryAfter(3));
			assertThat(decide(decider, "work", 2)).isEqualTo(new Decision.GiveUp(FailureReason.EXECUTOR_FAILED));
			assertThat(decide(decider, "mail", 1)).isEqualTo(new Decision.GiveUp(FailureReason.NOT_RETRYABLE));
		});
	}

	@Test
	void policyThatIsNotMarkedGovernsNoJob() {
		this.runner.withUserConfiguration(ForOthers.class).run((context) -> {
			assertPropertiesDecide(context.getBean(RetryDecider.class));
			assertThat(context.getBeanFactory().containsSingleton("lazy")).isFalse();
		});
	}

	@Test
	void policyWhoseClassIsMarkedOnlyBehindItsDeclaredTypeGovernsNoJobWhicheverIsMadeFirst() {
		this.runner.withUserConfiguration(Hidden.class)
			.run((context) -> assertPropertiesDecide(context.getBean(RetryDecider.class)));
		this.runner.withUserConfiguration(Hidden.class)
			.withPropertyValues("spring.main.lazy-initialization=true")
			.run((context) -> {
				assertThat(context.getBean("hidden")).isNotNull();
				assertPropertiesDecide(context.getBean(RetryDecider.class));
			});
	}

	@Test
	void policiesAreFoundHoweverTheyAreDeclared() {
		this.runner.withUserConfiguration(Declared.class).run((context) -> {
			RetryDecider decider = context.getBean(RetryDecider.class);
			assertThat(decide(decider, "work", 1)).isEqualTo(retryAfter(3));
			assertThat(decide(decider, "mail", 1)).isEqualTo(new Decision.GiveUp(FailureReason.NOT_RETRYABLE));
		});
	}

	@Test
	void markedPolicyOfAParentContextHoldsWhereTheContextHasNone() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(InParent.class)) {
			this.runner.withParent(parent).withUserConfiguration(InChild.class).run((context) -> {
				RetryDecider decider = context.getBean(RetryDecider.class);
				assertThat(decide(decider, "work", 1)).isEqualTo(retryAfter(3));
				assertThat(decide(decider, "mail", 1)).isEqualTo(new Decision.GiveUp(FailureReason.NOT_RETRYABLE));
			});
		}
	}

	@Test
	void exceptionsNamedByPropertiesAreNotRetriedWhateverThePolicy() {
		this.runner.withUserConfiguration(Policies.class)
			.withPropertyValues("compute.async.non-retryable-exceptions=java.lang.IllegalStateException")
			.run((context) -> assertThat(decide(context.getBean(RetryDecider.class), "work", 1))
				.isEqualTo(new Decision.GiveUp(FailureReason.NOT_RETRYABLE)));
	}

	@Test
	void twoCommonPoliciesAreNamed() {
		assertThat(report(TwoCommon.class)).contains("The RetryPolicy beans", "first", "second",
				"are both for all queues", "@ForQueue");
	}

	@Test
	void twoPoliciesForOneQueueAreNamed() {
		assertThat(report(TwoForWork.class)).contains("The BackOffPolicy beans", "first", "second",
				"are both for queue 'work'");
	}

	@Test
	void policyForAQueueThatDoesNotExistIsNamed() {
		assertThat(report(ForUnknown.class)).contains(
				"The RetryPolicy bean 'lost' is for a queue 'wrok' that does not exist. There are: [mail, work].",
				"Correct its @ForQueue");
	}

	@Test
	void policyForNoQueueAtAllIsNamed() {
		assertThat(report(ForNone.class)).contains("@ForQueue on the RetryPolicy bean 'none' names no queue",
				"write @ForJobs");
	}

	@Test
	void backoffThatDoesNotTellHowLongItWaitsIsRefused() {
		assertThat(report(Untold.class)).contains("The BackOffPolicy",
				"for queue 'mail' does not tell how long it waits", "Use a SleepingBackOffPolicy");
	}

	private static void assertPropertiesDecide(RetryDecider decider) {
		assertThat(decide(decider, "work", 1)).isEqualTo(retryAfter(7));
		assertThat(decide(decider, "mail", 1)).isEqualTo(retryAfter(5));
	}

	private String report(Class<?> source) {
		return FailedStart.report(this.environment, source, QUEUES);
	}

	private static Decision decide(RetryDecider decider, String queue, int tryNumber) {
		return decider.decide(new AttemptFailure(UUID.randomUUID(), queue, tryNumber, 10, 0,
				FailureReason.EXECUTOR_FAILED, new IllegalStateException("on purpose")));
	}

	private static Decision retryAfter(int seconds) {
		return new Decision.Retry(FailureReason.EXECUTOR_FAILED, Duration.ofSeconds(seconds));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class,
			JobThreadAutoConfiguration.class, JobRetryAutoConfiguration.class })
	static class RetryApplication {

		@Bean
		DriverManagerDataSource dataSource(Environment environment) {
			return new DriverManagerDataSource(environment.getRequiredProperty("spring.datasource.url"),
					environment.getRequiredProperty("spring.datasource.username"),
					environment.getRequiredProperty("spring.datasource.password"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Policies extends RetryApplication {

		@Bean
		@ForJobs
		RetryPolicy common() {
			return new SimpleRetryPolicy(2);
		}

		@Bean
		@ForQueue("mail")
		RetryPolicy forMail() {
			return new NeverRetryPolicy();
		}

		@Bean
		@ForJobs
		BackOffPolicy commonBackoff() {
			FixedBackOffPolicy policy = new FixedBackOffPolicy();
			policy.setBackOffPeriod(3000);
			return policy;
		}

	}

	private static FixedBackOffPolicy threeSeconds() {
		FixedBackOffPolicy policy = new FixedBackOffPolicy();
		policy.setBackOffPeriod(3000);
		return policy;
	}

	@Configuration(proxyBeanMethods = false)
	static class ForOthers extends RetryApplication {

		@Bean
		@Primary
		RetryPolicy primary() {
			return new NeverRetryPolicy();
		}

		@Bean(autowireCandidate = false)
		BackOffPolicy other() {
			return threeSeconds();
		}

		@Bean(autowireCandidate = false)
		@ForJobs
		RetryPolicy noCandidate() {
			return new NeverRetryPolicy();
		}

		@Bean
		@Lazy
		RetryPolicy lazy() {
			throw new IllegalStateException("Nobody needs it");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden extends RetryApplication {

		@Bean
		RetryPolicy hidden() {
			return new Marked();
		}

	}

	@ForQueue("mail")
	static class Marked extends NeverRetryPolicy {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Marked.class)
	static class Declared extends RetryApplication {

		@Bean
		@Lazy
		@ForJobs
		FactoryBean<BackOffPolicy> made() {
			return new FactoryBean<>() {

				@Override
				public BackOffPolicy getObject() {
					return threeSeconds();
				}

				@Override
				public Class<?> getObjectType() {
					return BackOffPolicy.class;
				}

			};
		}

		@Bean
		@ForJobs
		@Scope(proxyMode = ScopedProxyMode.INTERFACES)
		RetryPolicy scoped() {
			return new SimpleRetryPolicy(5);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InParent {

		@Bean
		@ForJobs
		BackOffPolicy common() {
			return threeSeconds();
		}

		@Bean
		@ForQueue({ "mail", "of the parent" })
		RetryPolicy overridden() {
			return new SimpleRetryPolicy(5);
		}

		@Bean
		RetryPolicy unmarked() {
			return new NeverRetryPolicy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Marked.class)
	static class InChild extends RetryApplication {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoCommon extends RetryApplication {

		@Bean
		@ForJobs
		RetryPolicy first() {
			return new SimpleRetryPolicy(2);
		}

		@Bean
		@ForJobs
		RetryPolicy second() {
			return new SimpleRetryPolicy(3);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoForWork extends RetryApplication {

		@Bean
		@ForQueue({ "work", "mail" })
		BackOffPolicy first() {
			return new NoBackOffPolicy();
		}

		@Bean
		@ForQueue("work")
		BackOffPolicy second() {
			return new NoBackOffPolicy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForUnknown extends RetryApplication {

		@Bean
		@ForQueue("wrok")
		RetryPolicy lost() {
			return new NeverRetryPolicy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForNone extends RetryApplication {

		@Bean
		@ForQueue({})
		RetryPolicy none() {
			return new NeverRetryPolicy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Untold extends RetryApplication {

		@Bean
		@ForQueue("mail")
		BackOffPolicy untold() {
			return new Silent();
		}

	}

	private static final class Silent implements BackOffPolicy {

		@Override
		public BackOffContext start(RetryContext context) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void backOff(BackOffContext state) {
			throw new UnsupportedOperationException();
		}

	}

}
