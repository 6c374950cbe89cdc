package io.computeplatform.internal.queue;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Queue;
import io.computeplatform.ComputeAsyncProperties.QueueType;
import io.computeplatform.ComputeConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Combines properties and executors, and refuses combinations that don't match.
 */
final class JobQueuesFactory {

	static final String DEFAULT_QUEUE = "default";

	private static final Queue DEFAULTS = new Queue(1, 1, null, null, null, null, QueueType.CLASSIC, null, null);

	private final ComputeAsyncProperties properties;

	private final List<ExecutorDefinition> executors;

	private final @Nullable ClassLoader classLoader;

	JobQueuesFactory(ComputeAsyncProperties properties, List<ExecutorDefinition> executors,
			@Nullable ClassLoader classLoader) {
		this.properties = properties;
		this.executors = executors;
		this.classLoader = classLoader;
	}

	JobQueues create() {
		Map<String, JobQueue> queues = new TreeMap<>();
		settings().forEach((name, settings) -> queues.put(name, queue(name, settings)));
		checkBrokerNames(queues);
		checkTypeNames();
		if (this.properties.worker().enabled()) {
			queues.keySet().forEach(this::checkExecutors);
		}
		return new JobQueues(queues.values(), this.executors, this.properties.worker().enabled(), this.classLoader);
	}

	private Map<String, Queue> settings() {
		Set<String> served = new TreeSet<>();
		this.executors.forEach((executor) -> served.addAll(executor.queues()));
		if (served.isEmpty() && this.properties.queues().isEmpty() && !this.executors.isEmpty()) {
			served.add(DEFAULT_QUEUE);
		}
		return new QueueSettings(this.properties.queues(), served, DEFAULTS).byName();
	}

	private JobQueue queue(String name, Queue queue) {
		String prefix = this.properties.queuePrefix();
		String deadLetters = orElse(queue.deadLetterQueue(), name + ".dlq");
		return new JobQueue(name, prefix + name, prefix + deadLetters, queue.type(), queue.concurrency(),
				queue.prefetch(), orElse(queue.maxRetries(), this.properties.maxRetries()),
				orElse(queue.backoff(), this.properties.backoff()),
				orElse(queue.circuitBreaker(), this.properties.circuitBreaker()), queue.timeout(),
				orElse(queue.logFailures(), this.properties.logFailures()));
	}

	private static <T> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

	private void checkBrokerNames(Map<String, JobQueue> queues) {
		Map<String, String> owners = new HashMap<>();
		for (JobQueue queue : queues.values()) {
			checkBrokerName(owners, queue.routingKey(), "the queue '" + queue.name() + "'");
			checkBrokerName(owners, queue.deadLetterRoutingKey(), "the dead letters of queue '" + queue.name() + "'");
		}
	}

	private static void checkBrokerName(Map<String, String> owners, String name, String owner) {
		QueueNames.refusalOf(name).ifPresent((refusal) -> {
			throw new ComputeConfigurationException(
					"RabbitMQ would refuse the queue name '" + QueueNames.printable(name) + "' for " + owner + ": "
							+ refusal + ".",
					"Change the name under compute.async.queues, its dead-letter-queue, the executor's @ForQueue or "
							+ "compute.async.queue-prefix.");
		});
		String other = owners.putIfAbsent(name, owner);
		if (other != null) {
			throw new ComputeConfigurationException(
					"The name '" + name + "' on the broker would serve both " + other + " and " + owner + ".",
					"Give each queue and each compute.async.queues.<name>.dead-letter-queue a name of its own.");
		}
	}

	private void checkTypeNames() {
		Map<String, ExecutorDefinition> owners = new HashMap<>();
		for (ExecutorDefinition executor : this.executors) {
			TypeNames.refusalOf(executor.payloadClass()).ifPresent((refusal) -> {
				throw new ComputeConfigurationException(
						"The payload type of the JobExecutor bean '" + executor.beanName() + "' has no valid name.",
						refusal);
			});
			for (String name : TypeNames.accepted(executor.payloadClass())) {
				ExecutorDefinition other = owners.putIfAbsent(name, executor);
				if (other != null && other.payloadClass() != executor.payloadClass()) {
					throw new ComputeConfigurationException(
							"Two types of payloads are known as '" + name + "': "
									+ JobQueues.describe(List.of(other, executor)) + ".",
							"Give each a name of its own in its @JobType, and each former name to one of them only.");
				}
			}
		}
	}

	private void checkExecutors(String queue) {
		Map<String, String> beansByType = new HashMap<>();
		for (ExecutorDefinition executor : this.executors) {
			if (!executor.serves(queue)) {
				continue;
			}
			String other = beansByType.putIfAbsent(TypeNames.of(executor.payloadClass()), executor.beanName());
			if (other != null) {
				throw new ComputeConfigurationException(
						"The beans '" + other + "' and '" + executor.beanName() + "' both execute payloads of type "
								+ TypeNames.of(executor.payloadClass()) + " from queue '" + queue + "'.",
						"Remove one of them, or restrict each to its own queues with @ForQueue.");
			}
		}
		if (beansByType.isEmpty()) {
			Set<String> beans = new LinkedHashSet<>();
			this.executors.forEach((executor) -> beans.add(executor.beanName() + " for " + executor.queues()));
			throw new ComputeConfigurationException(
					"No JobExecutor bean serves the queue '" + queue + "'. There are: " + beans + ".",
					"Declare one, remove the queue from compute.async.queues, or set "
							+ "compute.async.worker.enabled=false if this process only submits.");
		}
	}

}
