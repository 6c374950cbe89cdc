package io.computeplatform.internal.masking;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.computeplatform.Sensitive;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Jackson annotations that change how a class or a member of it is written.
 */
final class JacksonAnnotations {

	private final SerializationConfig written;

	private final DeserializationConfig read;

	private final AnnotationIntrospector introspector;

	JacksonAnnotations(ObjectMapper mapper) {
		this.written = mapper.getSerializationConfig();
		this.read = mapper.getDeserializationConfig();
		this.introspector = this.written.getAnnotationIntrospector();
	}

	static Stream<AnnotatedMember> members(BeanPropertyDefinition property) {
		return Stream
			.of(property.getField(), property.getGetter(), property.getSetter(), property.getConstructorParameter())
			.filter(Objects::nonNull);
	}

	/**
	 * Whether any member of a class is marked, in its JSON or not.
	 */
	static boolean areWithin(Class<?> type) {
		Set<Class<?>> all = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			all.add(each);
		}
		return all.stream()
			.filter((each) -> !each.getName().startsWith("java."))
			.flatMap((each) -> Stream
				.<AnnotatedElement[]>of(each.getDeclaredFields(), each.getDeclaredMethods(),
						each.getDeclaredConstructors())
				.flatMap(Arrays::stream))
			.flatMap((element) -> (element instanceof Executable executable)
					? Stream.concat(Stream.of(element), Arrays.stream(executable.getParameters())) : Stream.of(element))
			.anyMatch((element) -> element.isAnnotationPresent(Sensitive.class));
	}

	boolean isMarked(JavaType type) {
		return classOf(type).hasAnnotation(Sensitive.class);
	}

	/**
	 * Whether only custom code determines the JSON of a type, or its possible subtypes.
	 */
	boolean isOpaque(JavaType type) {
		AnnotatedClass annotated = classOf(type);
		return isConverted(annotated) || isOpen(annotated, type);
	}

	boolean isOpaque(AnnotatedMember member) {
		return isConverted(member) || isOpen(member, member.getType())
				|| this.introspector.findContentSerializer(member) != null
				|| this.introspector.findContentDeserializer(member) != null
				|| this.introspector.findKeySerializer(member) != null
				|| this.introspector.findKeyDeserializer(member) != null
				|| this.introspector.findSerializationContentConverter(member) != null
				|| this.introspector.findDeserializationContentConverter(member) != null;
	}

	private boolean isConverted(Annotated annotated) {
		try {
			return this.introspector.findSerializer(annotated) != null
					|| this.introspector.findDeserializer(annotated) != null
					|| this.introspector.findSerializationConverter(annotated) != null
					|| this.introspector.findDeserializationConverter(annotated) != null;
		}
		catch (IllegalArgumentException ex) {
			// Annotations of Jackson 3 are unknown here and count as custom code.
			return true;
		}
	}

	/**
	 * Whether the JSON names the class, and any class is possible.
	 */
	private boolean isOpen(Annotated annotated, JavaType type) {
		JsonTypeInfo.Value info = this.introspector.findPolymorphicTypeInfo(this.written, annotated);
		if (info == null || info.getIdType() == JsonTypeInfo.Id.NONE) {
			return false;
		}
		Class<?> raw = type.getRawClass();
		boolean listed = info.getIdType() != JsonTypeInfo.Id.CLASS && info.getIdType() != JsonTypeInfo.Id.MINIMAL_CLASS
				&& info.getIdType() != JsonTypeInfo.Id.CUSTOM;
		return listed ? Modifier.isAbstract(raw.getModifiers()) && others(annotated, type).isEmpty()
				: !Modifier.isFinal(raw.getModifiers()) && !raw.isSealed();
	}

	/**
	 * Whether values are written without a name: in an array, or as the id of an object
	 * in its place.
	 */
	boolean isNameless(Annotated annotated) {
		JsonFormat.Value format = this.introspector.findFormat(annotated);
		return (format != null && format.getShape() == JsonFormat.Shape.ARRAY)
				|| this.introspector.findObjectIdInfo(annotated) != null;
	}

	@Nullable NameTransformer unwrapping(AnnotatedMember member) {
		return this.introspector.findUnwrappingNameTransformer(member);
	}

	/**
	 * Types that may be written or read instead of the declared one.
	 */
	Set<JavaType> others(Annotated annotated, JavaType type) {
		Set<JavaType> others = new LinkedHashSet<>();
		try {
			others.add(this.introspector.refineSerializationType(this.written, annotated, type));
			others.add(this.introspector.refineDeserializationType(this.read, annotated, type));
		}
		catch (JsonMappingException ex) {
			others.add(this.written.constructType(Object.class));
		}
		for (NamedType subtype : (annotated instanceof AnnotatedMember member)
				? this.written.getSubtypeResolver().collectAndResolveSubtypesByClass(this.written, member, type)
				: this.written.getSubtypeResolver()
					.collectAndResolveSubtypesByClass(this.written, (AnnotatedClass) annotated)) {
			others.add(this.written.constructType(subtype.getType()));
		}
		Class<?>[] permitted = type.getRawClass().getPermittedSubclasses();
		if (permitted != null) {
			Arrays.stream(permitted).map(this.written::constructType).forEach(others::add);
		}
		others.remove(type);
		others.removeIf((other) -> other.getRawClass() == type.getRawClass() && other.getBindings().isEmpty());
		return others;
	}

	private AnnotatedClass classOf(JavaType type) {
		return AnnotatedClassResolver.resolve(this.written, type, this.written);
	}

}
