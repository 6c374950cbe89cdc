package io.computeplatform.internal.queue;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.JobType;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The names of types of payloads, as they are stored. Type arguments are part of the
 * name: a list of one type is different from a list of another.
 */
final class TypeNames {

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._$-]{1,200}");

	private static final String ALLOWED = "1 to 200 letters, digits, dots, hyphens, underscores and dollar signs";

	private static final Collector<CharSequence, ?, String> LIST = Collectors.joining(",", "<", ">");

	private static final int MAX_COMBINED = 40;

	/**
	 * Type arguments may be recursive.
	 */
	private static final int MAX_DEPTH = 10;

	/**
	 * Part of the class name of a Hibernate proxy of an entity, which differs between two
	 * processes.
	 */
	private static final String ENTITY_PROXY = "$HibernateProxy$";

	/**
	 * Private implementation classes of the JDK have names that differ between its
	 * versions; these public types replace them.
	 */
	private static final List<Class<?>> SHOWN = List.of(Map.class, List.class, Set.class, Collection.class,
			CharSequence.class);

	private TypeNames() {
	}

	/**
	 * The name under which jobs of a type are stored.
	 */
	static String of(Class<?> type) {
		JobType annotation = type.getDeclaredAnnotation(JobType.class);
		return (annotation != null) ? annotation.value() : type.getName();
	}

	/**
	 * The name under which jobs of a type are stored.
	 */
	static String of(ResolvableType type) {
		String raw = of(type.toClass());
		return parts(type).map((parts) -> raw + parts.stream().map(TypeNames::of).collect(LIST)).orElse(raw);
	}

	/**
	 * All names under which jobs of a type may be stored, including those by a process
	 * that does not know its type arguments.
	 */
	static Set<String> accepted(ResolvableType type) {
		Set<String> names = new LinkedHashSet<>();
		names.add(of(type));
		Set<String> raw = accepted(type.toClass());
		// A raw type can have any type arguments.
		parts(isRaw(type) ? ofAnything(type.toClass()) : type)
			.ifPresent((parts) -> names.addAll(combined(raw, parts, TypeNames::accepted)));
		names.addAll(raw);
		return names;
	}

	/**
	 * All names under which jobs of a class may be stored.
	 */
	static Set<String> accepted(Class<?> type) {
		Set<String> names = current(type);
		JobType annotation = type.getDeclaredAnnotation(JobType.class);
		if (annotation != null) {
			names.addAll(List.of(annotation.formerNames()));
		}
		return names;
	}

	/**
	 * The names of a payload's type and of all its supertypes, its own first.
	 * @param type class of the payload
	 * @param known the known type arguments, which the class does not show
	 */
	static Set<String> ofHierarchy(Class<?> type, @Nullable ResolvableType known) {
		Set<String> names = new LinkedHashSet<>();
		for (Class<?> each : hierarchy(type)) {
			partsIn(each, type, known).ifPresentOrElse((parts) -> {
				names.addAll(combined(current(each), parts, TypeNames::wider));
				names.addAll(combined(current(each), List.of(Object.class), TypeNames::current));
			}, () -> names.addAll(current(each)));
		}
		return names;
	}

	/**
	 * Describes why the annotation of a type, or of a supertype, is invalid.
	 */
	static Optional<String> refusalOf(Class<?> type) {
		return hierarchy(type).stream()
			.flatMap((each) -> accepted(each).stream()
				.filter((name) -> !name.equals(each.getName()) && !NAME.matcher(name).matches())
				.map((name) -> "@JobType on " + each.getName() + " has the name '" + QueueNames.printable(name) + "'. "
						+ "Allowed: " + ALLOWED + "."))
			.findFirst();
	}

	/**
	 * Type arguments of a supertype in the hierarchy.
	 */
	private static Optional<List<Class<?>>> partsIn(Class<?> of, Class<?> type, @Nullable ResolvableType known) {
		if (of.getTypeParameters().length == 0) {
			return Optional.empty();
		}
		ResolvableType shown = ResolvableType.forClass(type).as(of);
		if (!isOfJdk(type) && !shown.hasUnresolvableGenerics()) {
			return parts(shown);
		}
		// The type arguments of a list of the JDK are those of its collection.
		return (known == null) ? Optional.empty() : parts(of.isAssignableFrom(known.toClass()) ? known.as(of) : known);
	}

	/**
	 * Parts of a type: the application's classes among its type arguments, at any depth.
	 * Containers and values of the JDK around them do not count: they depend on the
	 * reader of the JSON, to which many of them are the same.
	 * @return empty if no type arguments are known, and {@link Object} for type arguments
	 * of which nothing is known
	 */
	private static Optional<List<Class<?>>> parts(ResolvableType type) {
		if (isRaw(type) || type.isArray() || !type.hasGenerics()) {
			return Optional.empty();
		}
		List<Class<?>> leaves = new ArrayList<>();
		Stream.of(type.getGenerics()).forEach((argument) -> collect(argument, leaves, MAX_DEPTH));
		List<Class<?>> own = leaves.stream().filter((each) -> !isOfJdk(each)).toList();
		return Optional.of((own.isEmpty() && leaves.contains(Object.class)) ? List.of(Object.class) : own);
	}

	private static void collect(ResolvableType argument, List<Class<?>> leaves, int depth) {
		ResolvableType element = argument;
		while (element.isArray()) {
			element = element.getComponentType();
		}
		leaves.add((depth > 0) ? element.toClass() : Object.class);
		if (depth > 0 && !isRaw(element)) {
			Stream.of(element.getGenerics()).forEach((each) -> collect(each, leaves, depth - 1));
		}
	}

	private static boolean isOfJdk(Class<?> type) {
		return type.isPrimitive() || type.getName().startsWith("java.");
	}

	private static boolean isRaw(ResolvableType type) {
		return type.getType() instanceof Class;
	}

	private static ResolvableType ofAnything(Class<?> type) {
		Class<?>[] arguments = new Class<?>[type.getTypeParameters().length];
		Arrays.fill(arguments, Object.class);
		return (arguments.length == 0) ? ResolvableType.forClass(type)
				: ResolvableType.forClassWithGenerics(type, arguments);
	}

	/**
	 * The names of a part of a payload, and of all types that an executor may declare
	 * instead.
	 */
	private static Set<String> wider(Class<?> part) {
		Set<String> names = new LinkedHashSet<>();
		hierarchy(part).stream().filter((each) -> !isOfJdk(each)).forEach((each) -> names.addAll(current(each)));
		return names.isEmpty() ? current(part) : names;
	}

	/**
	 * Names with type arguments.
	 * @return only the first names of each part if there are too many
	 */
	private static Set<String> combined(Set<String> raw, List<Class<?>> parts,
			Function<Class<?>, Set<String>> namesOf) {
		List<String> lists = List.of("");
		for (Class<?> part : parts) {
			Set<String> names = namesOf.apply(part);
			int limit = (lists.size() * names.size() > MAX_COMBINED) ? 1 : names.size();
			lists = lists.stream()
				.flatMap((list) -> names.stream().limit(limit).map((name) -> list.isEmpty() ? name : list + "," + name))
				.toList();
		}
		return lists.stream()
			.flatMap((list) -> raw.stream().map((name) -> name + "<" + list + ">"))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static Set<String> current(Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		names.add(of(type));
		names.add(type.getName());
		return names;
	}

	/**
	 * The class of a payload as its author declared it: not a proxy of a framework, nor a
	 * class without a stable name.
	 */
	static Class<?> known(Class<?> type) {
		Class<?> known = ClassUtils.getUserClass(type);
		while (isMade(known)) {
			Class<?> parent = known.getSuperclass();
			List<Class<?>> interfaces = List.of(known.getInterfaces());
			if (parent != null && parent != Object.class && parent != Proxy.class) {
				known = ClassUtils.getUserClass(parent);
			}
			else if (!interfaces.isEmpty()) {
				return interfaces.get(0);
			}
			else {
				return known;
			}
		}
		return shown(known);
	}

	private static boolean isMade(Class<?> type) {
		return type.isAnonymousClass() || type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type)
				|| type.getName().contains(ENTITY_PROXY);
	}

	private static Class<?> shown(Class<?> type) {
		return (type.getName().startsWith("java.") && !Modifier.isPublic(type.getModifiers()))
				? SHOWN.stream().filter((each) -> each.isAssignableFrom(type)).findFirst().orElse(type) : type;
	}

	private static List<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> all = new LinkedHashSet<>();
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			all.add(each);
		}
		List<Class<?>> next = new ArrayList<>(all);
		while (!next.isEmpty()) {
			List<Class<?>> interfaces = next.stream().flatMap((each) -> Stream.of(each.getInterfaces())).toList();
			next = interfaces.stream().filter(all::add).toList();
		}
		Class<?> component = type.getComponentType();
		if (component != null && !component.isPrimitive()) {
			hierarchy(component).forEach((each) -> all.add(each.arrayType()));
		}
		return List.copyOf(all);
	}

}
