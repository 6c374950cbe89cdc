package io.computeplatform.queue;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.computeplatform.JobType;

import org.springframework.util.ClassUtils;

/**
 * The names of classes of payloads, as they are stored.
 */
final class TypeNames {

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._$-]{1,200}");

	private static final String ALLOWED = "1 to 200 letters, digits, dots, hyphens, underscores and dollar signs";

	/** What Hibernate puts around an entity. Its name differs between two processes. */
	private static final String ENTITY_PROXY = "$HibernateProxy$";

	/**
	 * What the JDK hides behind its methods has names that differ between its versions.
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
	 * All names under which jobs of a type were ever stored.
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
	 * The names of a type and of all that it extends and implements, its own first.
	 */
	static Set<String> ofHierarchy(Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		hierarchy(type).forEach((each) -> names.addAll(current(each)));
		return names;
	}

	/**
	 * Says why the annotation of a type, or of one that it extends, is no good.
	 */
	static Optional<String> refusalOf(Class<?> type) {
		return hierarchy(type).stream()
			.flatMap((each) -> accepted(each).stream()
				.filter((name) -> !name.equals(each.getName()) && !NAME.matcher(name).matches())
				.map((name) -> "@JobType on " + each.getName() + " has the name '" + QueueNames.printable(name) + "'. "
						+ "Allowed: " + ALLOWED + "."))
			.findFirst();
	}

	private static Set<String> current(Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		names.add(of(type));
		names.add(type.getName());
		return names;
	}

	/**
	 * The class of a payload as its author knows it: not the one that a framework has
	 * made of it, nor one without a name that lasts.
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
