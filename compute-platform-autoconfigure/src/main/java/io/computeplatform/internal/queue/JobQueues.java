package io.computeplatform.internal.queue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobType;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * All queues of this application, ordered by name, with their executors. Internal,
 * thread-safe.
 */
public final class JobQueues {

	private final Map<String, JobQueue> queues = new LinkedHashMap<>();

	private final Map<String, QueueExecutors> byQueue = new LinkedHashMap<>();

	private final List<ExecutorDefinition> executors;

	private final boolean working;

	private final Map<Submitted, List<String>> types = new ConcurrentReferenceHashMap<>();

	/**
	 * Creates the queues.
	 * @param queues the queues
	 * @param executors all executors of this process
	 * @param working whether this process executes jobs
	 * @param classLoader finds the class files of payloads
	 */
	JobQueues(Collection<JobQueue> queues, List<ExecutorDefinition> executors, boolean working,
			@Nullable ClassLoader classLoader) {
		ClassFiles classFiles = new ClassFiles(classLoader);
		queues.forEach((queue) -> {
			this.queues.put(queue.name(), queue);
			this.byQueue.put(queue.name(), new QueueExecutors(
					executors.stream().filter((executor) -> executor.serves(queue.name())).toList(), classFiles));
		});
		this.executors = List.copyOf(executors);
		this.working = working;
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
	 * Returns a queue by its name.
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
	 * Names under which the type of a payload is stored. The first is that of the
	 * executor in this process that takes it, or the payload's own if there is none. The
	 * others are all names under which an executor of another process may take it.
	 * @param queue the queue
	 * @param payload the payload
	 * @param inferred infers the type of a container without type arguments from its
	 * elements
	 * @return at least one name
	 * @throws InvalidJobException if no executor takes it, or more than one does
	 */
	public List<String> typesOf(JobQueue queue, Object payload, Function<Object, Optional<ResolvableType>> inferred) {
		Submitted submitted = new Submitted(queue.name(), payload.getClass());
		boolean isContainer = payload instanceof Map || payload instanceof Collection;
		Optional<ResolvableType> known = (isContainer && forPayload(submitted).isEmpty()) ? inferred.apply(payload)
				: Optional.empty();
		return known.map((type) -> typesOf(submitted, type))
			.orElseGet(() -> this.types.computeIfAbsent(submitted, (each) -> typesOf(each, null)));
	}

	private List<ExecutorDefinition> forPayload(Submitted submitted) {
		return executors(submitted.queue()).forPayload(submitted.type());
	}

	private List<String> typesOf(Submitted submitted, @Nullable ResolvableType inferred) {
		Class<?> type = TypeNames.known(submitted.type());
		TypeNames.refusalOf(type).ifPresent((refusal) -> {
			throw new InvalidJobException("payload", type.getName(), "a class with valid names: " + refusal);
		});
		checkName(type);
		QueueExecutors ofQueue = executors(submitted.queue());
		List<ExecutorDefinition> takers = forPayload(submitted);
		if (takers.size() > 1) {
			throw new InvalidJobException("payload", type.getName(), "a type for which queue '" + submitted.queue()
					+ "' has one executor; " + describe(takers) + " take it alike, so declare one for the type itself");
		}
		if (takers.isEmpty() && this.working && !type.isAnnotationPresent(JobType.class)) {
			throw new InvalidJobException("payload", type.getName(),
					"a type that an executor of queue '" + submitted.queue() + "' takes: " + ofQueue.payloadTypes()
							+ "; a type that only other applications execute needs a @JobType");
		}
		Set<String> names = new LinkedHashSet<>();
		takers.forEach((executor) -> names.add(executor.typeName()));
		names.addAll(TypeNames.ofHierarchy(type,
				takers.isEmpty() ? inferred : ResolvableType.forType(takers.get(0).payloadType())));
		return List.copyOf(names);
	}

	private void checkName(Class<?> type) {
		String name = TypeNames.of(type);
		for (ExecutorDefinition executor : this.executors) {
			if (TypeNames.accepted(executor.payloadClass()).contains(name)
					&& !executor.payloadClass().isAssignableFrom(type)) {
				throw new InvalidJobException("payload", type.getName(), "a type with a name of its own; '" + name
						+ "' is the name of " + executor.payloadClass().getName());
			}
		}
	}

	/**
	 * Describes executors that take the same job.
	 * @param takers the executors
	 * @return their names and types, for a person
	 */
	public static String describe(List<ExecutorDefinition> takers) {
		return String.join(" and ",
				takers.stream()
					.map((each) -> "'" + each.beanName() + "' for " + each.payloadClass().getName())
					.toList());
	}

	/**
	 * The executors of a queue, to be shown.
	 * @param queue the queue
	 * @return names of their beans, each with its payload type
	 */
	public String executorNames(JobQueue queue) {
		return this.executors.stream()
			.filter((executor) -> executor.serves(queue.name()))
			.map((executor) -> executor.beanName() + " for " + executor.typeName())
			.collect(Collectors.joining(", "));
	}

	/**
	 * All executors of this process.
	 * @return their definitions
	 */
	public List<ExecutorDefinition> executors() {
		return this.executors;
	}

	/**
	 * Names of the types for which this process has an executor.
	 * @param queue the queue
	 * @return names under which their jobs may be stored
	 */
	public String[] served(JobQueue queue) {
		return executors(queue.name()).served();
	}

	/**
	 * The executors for a type of job.
	 * @param queue the queue
	 * @param type type name in the row
	 * @param others further names in the row, of supertypes
	 * @return none if this process has none, several if none of them is more specific
	 * than the others
	 */
	public List<ExecutorDefinition> executorsFor(JobQueue queue, String type, List<String> others) {
		return executors(queue.name()).forNames(type, others);
	}

	/**
	 * The executor for a type of job.
	 * @param queue the queue
	 * @param type type name in the row
	 * @return its definition, or empty if this process does not have exactly one
	 */
	public Optional<ExecutorDefinition> executorFor(JobQueue queue, String type) {
		List<ExecutorDefinition> takers = executorsFor(queue, type, List.of());
		return (takers.size() == 1) ? Optional.of(takers.get(0)) : Optional.empty();
	}

	private QueueExecutors executors(String queue) {
		QueueExecutors executors = this.byQueue.get(queue);
		if (executors == null) {
			throw new IllegalArgumentException("Queue '" + queue + "' is none of " + this.queues.keySet());
		}
		return executors;
	}

	private record Submitted(String queue, Class<?> type) {

	}

}
