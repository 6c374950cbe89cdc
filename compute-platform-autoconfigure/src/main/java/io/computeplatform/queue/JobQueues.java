package io.computeplatform.queue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.computeplatform.InvalidJobException;

/**
 * All queues of this application, in the order of their names, with their executors.
 * Internal, immutable.
 */
public final class JobQueues {

	private final Map<String, JobQueue> queues = new LinkedHashMap<>();

	private final List<ExecutorDefinition> executors;

	JobQueues(Collection<JobQueue> queues, List<ExecutorDefinition> executors) {
		queues.forEach((queue) -> this.queues.put(queue.name(), queue));
		this.executors = List.copyOf(executors);
	}

	/**
	 * All queues.
	 * @return ordered by name
	 */
	public Collection<JobQueue> all() {
		return this.queues.values();
	}

	/**
	 * Names of all queues, as rows store them.
	 * @return ordered
	 */
	public String[] names() {
		return this.queues.keySet().toArray(String[]::new);
	}

	/**
	 * A queue by its name.
	 * @param name name without prefix
	 * @return the queue
	 * @throws InvalidJobException if there is none
	 */
	public JobQueue get(String name) {
		JobQueue queue = this.queues.get(name);
		if (queue == null) {
			throw new InvalidJobException("queue", name,
					"a queue under compute.async.queues or named by an executor's @ForQueue; there are "
							+ this.queues.keySet());
		}
		return queue;
	}

	/**
	 * Type name under which a payload is stored: that of the executor that will take it,
	 * when this process has one, else the payload's own.
	 * @param queue the queue
	 * @param payload what is submitted
	 * @return a class name
	 */
	public String typeOf(JobQueue queue, Object payload) {
		Class<?> own = payload.getClass();
		List<ExecutorDefinition> candidates = this.executors.stream()
			.filter((executor) -> executor.serves(queue.name()) && executor.payloadClass().isInstance(payload))
			.toList();
		return candidates.stream()
			.filter((executor) -> candidates.stream()
				.allMatch((other) -> other.payloadClass().isAssignableFrom(executor.payloadClass())))
			.findFirst()
			.map(ExecutorDefinition::typeName)
			.orElse(own.getName());
	}

	/**
	 * All executors of this process.
	 * @return their definitions
	 */
	public List<ExecutorDefinition> executors() {
		return this.executors;
	}

	/**
	 * The executor for a type of job. Where a queue has a single executor it is that one,
	 * whatever the type: submitter and worker may know the payload under different names.
	 * @param queue the queue
	 * @param type type name that the row stores
	 * @return its definition, or empty if this process has none
	 */
	public Optional<ExecutorDefinition> executorFor(JobQueue queue, String type) {
		List<ExecutorDefinition> serving = this.executors.stream()
			.filter((executor) -> executor.serves(queue.name()))
			.toList();
		return (serving.size() == 1) ? Optional.of(serving.get(0))
				: serving.stream().filter((executor) -> executor.typeName().equals(type)).findFirst();
	}

}
