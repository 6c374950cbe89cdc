package io.computeplatform.internal.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The executors of one queue, and the types that each takes. Thread-safe.
 */
final class QueueExecutors {

	private static final int MAX_LEARNED = 1000;

	private final List<ExecutorDefinition> executors;

	private final Map<ExecutorDefinition, Set<String>> accepted = new LinkedHashMap<>();

	private final ClassFiles classFiles;

	/**
	 * Executors of types whose rows lack supertypes, found by class files.
	 */
	private final Map<String, List<ExecutorDefinition>> learned = new ConcurrentHashMap<>();

	private volatile String[] served;

	QueueExecutors(List<ExecutorDefinition> executors, ClassFiles classFiles) {
		this.executors = List.copyOf(executors);
		this.classFiles = classFiles;
		this.executors.forEach((executor) -> this.accepted.put(executor, executor.names()));
		this.served = names();
	}

	private String[] names() {
		Set<String> names = new LinkedHashSet<>();
		this.accepted.values().forEach(names::addAll);
		names.addAll(this.learned.keySet());
		return names.toArray(String[]::new);
	}

	/**
	 * Names of the types that have an executor, as far as they are known.
	 */
	String[] served() {
		return this.served;
	}

	List<String> payloadTypes() {
		return this.executors.stream().map((executor) -> executor.payloadType().getTypeName()).toList();
	}

	/**
	 * Finds the executors for a payload.
	 * @return none, one, or several of which none is more specific than the others
	 */
	List<ExecutorDefinition> forPayload(Class<?> type) {
		return mostSpecific((executor) -> executor.payloadClass().isAssignableFrom(type));
	}

	/**
	 * Finds the executors for a stored type.
	 * @return none, one, or several of which none is more specific than the others
	 */
	List<ExecutorDefinition> forNames(String type, List<String> others) {
		List<String> names = new ArrayList<>(others);
		names.add(type);
		List<ExecutorDefinition> known = mostSpecific((executor) -> takes(executor, names));
		return (known.isEmpty() && others.isEmpty()) ? learn(type) : known;
	}

	private List<ExecutorDefinition> learn(String type) {
		List<ExecutorDefinition> known = this.learned.get(type);
		if (known != null) {
			return known;
		}
		Set<String> supertypes = this.classFiles.supertypesOf(type);
		List<ExecutorDefinition> found = mostSpecific((executor) -> takes(executor, supertypes));
		if (!found.isEmpty() && this.learned.size() < MAX_LEARNED) {
			this.learned.put(type, found);
			this.served = names();
		}
		return found;
	}

	private boolean takes(ExecutorDefinition executor, Collection<String> names) {
		return !Collections.disjoint(this.accepted.getOrDefault(executor, Set.of()), names);
	}

	private List<ExecutorDefinition> mostSpecific(Predicate<ExecutorDefinition> takes) {
		List<ExecutorDefinition> candidates = this.executors.stream().filter(takes).toList();
		return candidates.stream()
			.filter((executor) -> candidates.stream()
				.noneMatch((other) -> other.payloadClass() != executor.payloadClass()
						&& executor.payloadClass().isAssignableFrom(other.payloadClass())))
			.toList();
	}

}
