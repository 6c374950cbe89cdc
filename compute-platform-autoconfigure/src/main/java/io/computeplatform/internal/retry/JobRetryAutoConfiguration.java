package io.computeplatform.internal.retry;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.FailureReason;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.thread.ThreadCleaner;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.policy.BinaryExceptionClassifierRetryPolicy;
import org.springframework.retry.policy.CompositeRetryPolicy;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of retry and backoff policies: beans that the application marked for
 * jobs, else policies made of the properties.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobRetryAutoConfiguration {

	@Bean
	RetryDecider computeRetryDecider(ComputeAsyncProperties properties, JobQueues queues, AttemptRows attempts,
			ConfigurableListableBeanFactory beanFactory, ResourceLoader resourceLoader, ThreadCleaner cleaner) {
		List<String> names = Arrays.asList(queues.names());
		PolicyBeans<RetryPolicy> retryPolicies = new PolicyBeans<>(beanFactory, RetryPolicy.class, names);
		PolicyBeans<BackOffPolicy> backOffPolicies = new PolicyBeans<>(beanFactory, BackOffPolicy.class, names);
		NonRetryableClassifier nonRetryable = nonRetryable(properties.nonRetryableExceptions(),
				resourceLoader.getClassLoader());
		RetryPolicy common = new BinaryExceptionClassifierRetryPolicy(nonRetryable);
		Map<String, QueuePolicies> policies = new HashMap<>();
		for (JobQueue queue : queues.all()) {
			policies.put(queue.name(), new QueuePolicies(both(common, retryPolicies.find(queue.name())),
					backoff(queue, backOffPolicies.find(queue.name()))));
		}
		return new RetryDecider(policies, nonRetryable, limits(properties), attempts::count, cleaner);
	}

	private static RetryPolicy both(RetryPolicy common, @Nullable RetryPolicy own) {
		if (own == null) {
			return common;
		}
		CompositeRetryPolicy both = new CompositeRetryPolicy();
		both.setPolicies(new RetryPolicy[] { common, own });
		return both;
	}

	private static Backoff backoff(JobQueue queue, @Nullable BackOffPolicy policy) {
		if (policy == null) {
			return Backoff.of(queue.backoff());
		}
		if (!Backoff.isSupported(policy)) {
			throw new ComputeConfigurationException(
					"The BackOffPolicy " + policy.getClass().getName() + " for queue '" + queue.name()
							+ "' does not tell how long it waits.",
					"Use a SleepingBackOffPolicy, such as ExponentialBackOffPolicy, or NoBackOffPolicy.");
		}
		return Backoff.of(policy);
	}

	private static NonRetryableClassifier nonRetryable(List<String> names, @Nullable ClassLoader classLoader) {
		Set<Class<? extends Throwable>> nonRetryable = new HashSet<>();
		nonRetryable.add(NonRetryableJobException.class);
		for (String name : names) {
			nonRetryable.add(ClassUtils.resolveClassName(name, classLoader).asSubclass(Throwable.class));
		}
		return new NonRetryableClassifier(nonRetryable);
	}

	private static Map<FailureReason, Integer> limits(ComputeAsyncProperties properties) {
		Map<FailureReason, @Nullable Integer> limits = new EnumMap<>(FailureReason.class);
		limits.put(FailureReason.EXECUTOR_FAILED, properties.maxExecutorFailures());
		limits.put(FailureReason.TIMED_OUT, properties.maxTimeouts());
		limits.put(FailureReason.WORKER_LOST, properties.maxWorkerLosses());
		Map<FailureReason, Integer> set = new EnumMap<>(FailureReason.class);
		limits.forEach((reason, limit) -> {
			if (limit != null) {
				set.put(reason, limit);
			}
		});
		return set;
	}

}
