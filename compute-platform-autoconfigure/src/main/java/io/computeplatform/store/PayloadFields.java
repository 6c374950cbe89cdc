package io.computeplatform.store;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.BeanDescription;

/**
 * The fields that make up the state of a class: all but those that its author left out of
 * the JSON in so many words, by {@code transient} or {@code @JsonIgnore} and its kin.
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
	 * State of a class and of what it extends, up to the JDK's.
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
		// Collects what is ignored, too.
		read.findProperties();
		Set<String> ignored = new HashSet<>(read.getIgnoredPropertyNames());
		ignored.addAll(
				introspector().findPropertyIgnoralByName(this.mapper.getSerializationConfig(), written.getClassInfo())
					.findIgnoredForSerialization());
		// Not what is written, and only ignored when it is read.
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
	 * What an object is made of.
	 *
	 * @param fields accessible fields
	 * @param whole whether there is nothing else
	 */
	record State(List<Field> fields, boolean whole) {

	}

}
