package io.computeplatform.internal.store;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The fields that make up the state of a class: all except those that its author excluded
 * from the JSON explicitly, by {@code transient}, {@code @JsonIgnore} or a similar
 * annotation.
 */
final class PayloadFields {

	private final ObjectMapper mapper;

	private final ClassValue<State> states = new ClassValue<>() {

		@Override
		protected State computeValue(Class<?> type) {
			return find(type);
		}

	};

	PayloadFields(ObjectMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * State of a class and of its superclasses, up to the JDK's.
	 */
	State of(Class<?> type) {
		return this.states.get(type);
	}

	private State find(Class<?> type) {
		List<Field> found = new ArrayList<>();
		Set<String> ignored = ignored(type);
		boolean whole = true;
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				if (Modifier.isStatic(field.getModifiers())) {
					continue;
				}
				if (JdkValues.contain(each)) {
					whole = false;
				}
				else if (!isLeftOut(field, ignored)) {
					whole &= field.trySetAccessible();
					found.add(field);
				}
			}
		}
		return new State(found.stream().filter(Field::trySetAccessible).toList(), whole);
	}

	private boolean isLeftOut(Field field, Set<String> ignored) {
		return Modifier.isTransient(field.getModifiers()) || field.isSynthetic() || ignored.contains(field.getName())
				|| isIgnored(field.getType());
	}

	private Set<String> ignored(Class<?> type) {
		JavaType bean = this.mapper.constructType(type);
		BeanDescription written = this.mapper.getSerializationConfig().introspect(bean);
		BeanDescription read = this.mapper.getDeserializationConfig().introspect(bean);
		// Has the side effect of collecting ignored properties.
		read.findProperties();
		Set<String> ignored = new HashSet<>(read.getIgnoredPropertyNames());
		ignored.addAll(
				introspector().findPropertyIgnoralByName(this.mapper.getSerializationConfig(), written.getClassInfo())
					.findIgnoredForSerialization());
		// A property that is written and only ignored on reading is part of the state.
		written.findProperties().forEach((property) -> ignored.remove(property.getInternalName()));
		return ignored;
	}

	private boolean isIgnored(Class<?> type) {
		return Boolean.TRUE.equals(introspector().isIgnorableType(this.mapper.getSerializationConfig()
			.introspectClassAnnotations(this.mapper.constructType(type))
			.getClassInfo()));
	}

	private AnnotationIntrospector introspector() {
		return this.mapper.getSerializationConfig().getAnnotationIntrospector();
	}

	/**
	 * State of an object.
	 *
	 * @param fields accessible fields
	 * @param whole {@code false} if some fields are missing: inaccessible ones, or those
	 * of a superclass in the JDK
	 */
	record State(List<Field> fields, boolean whole) {

	}

}
