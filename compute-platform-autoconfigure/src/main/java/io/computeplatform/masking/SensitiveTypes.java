package io.computeplatform.masking;

import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.computeplatform.Sensitive;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names under which Jackson writes and reads what {@link Sensitive} marks, in a
 * type and in all that it is made of. Names, not paths: they hold whatever wraps, unwraps
 * or extends the type in its JSON.
 */
final class SensitiveTypes {

	private final ObjectMapper mapper;

	private final Set<JavaType> seen = new HashSet<>();

	private final Set<String> names = new HashSet<>();

	private boolean everything;

	private SensitiveTypes(ObjectMapper mapper) {
		this.mapper = mapper;
	}

	static SensitiveNames of(ObjectMapper mapper, Type type) {
		SensitiveTypes types = new SensitiveTypes(mapper);
		JavaType root = mapper.constructType(type);
		types.everything = types.isSensitive(root);
		types.visit(root, NameTransformer.NOP);
		return SensitiveNames.of(types.names).and(types.everything ? SensitiveNames.EVERYTHING : SensitiveNames.NONE);
	}

	private void visit(JavaType type, NameTransformer names) {
		if (type.isPrimitive() || type.isEnumType() || (names == NameTransformer.NOP && !this.seen.add(type))) {
			return;
		}
		if (type.isContainerType() || type.isReferenceType()) {
			visit(type.getContentType(), NameTransformer.NOP);
			return;
		}
		if (type.getRawClass().getName().startsWith("java.")) {
			return;
		}
		for (BeanDescription bean : List.<BeanDescription>of(this.mapper.getSerializationConfig().introspect(type),
				this.mapper.getDeserializationConfig().introspect(type))) {
			bean.findProperties().forEach((property) -> visit(property, names));
			AnnotatedMember others = bean.findAnyGetter();
			if (others != null) {
				// Fields whose names nobody knows before.
				this.everything |= others.hasAnnotation(Sensitive.class);
				visit(others.getType(), NameTransformer.NOP);
			}
			for (NamedType subtype : this.mapper.getSubtypeResolver()
				.collectAndResolveSubtypesByClass(this.mapper.getSerializationConfig(), bean.getClassInfo())) {
				if (subtype.getType() != type.getRawClass()) {
					visit(this.mapper.constructType(subtype.getType()), names);
				}
			}
		}
	}

	private void visit(BeanPropertyDefinition property, NameTransformer names) {
		JavaType type = property.getPrimaryType();
		NameTransformer unwrapped = unwrapping(property);
		if (isMarked(property) || isSensitive(type)) {
			addAll(property, names);
			this.everything |= unwrapped != null;
		}
		visit(type, (unwrapped != null) ? NameTransformer.chainedTransformer(names, unwrapped) : NameTransformer.NOP);
	}

	private void addAll(BeanPropertyDefinition property, NameTransformer names) {
		this.names.add(names.transform(property.getName()));
		this.names.add(names.transform(property.getInternalName()));
		for (PropertyName alias : property.findAliases()) {
			this.names.add(names.transform(alias.getSimpleName()));
		}
	}

	private @Nullable NameTransformer unwrapping(BeanPropertyDefinition property) {
		AnnotatedMember member = property.getPrimaryMember();
		return (member != null)
				? this.mapper.getSerializationConfig().getAnnotationIntrospector().findUnwrappingNameTransformer(member)
				: null;
	}

	private static boolean isMarked(BeanPropertyDefinition property) {
		return isMarked(property.getField()) || isMarked(property.getGetter()) || isMarked(property.getSetter())
				|| isMarked(property.getConstructorParameter());
	}

	private static boolean isMarked(@Nullable AnnotatedMember member) {
		return member != null && member.hasAnnotation(Sensitive.class);
	}

	private boolean isSensitive(JavaType type) {
		JavaType inner = type;
		while (inner.isContainerType() || inner.isReferenceType()) {
			inner = inner.getContentType();
		}
		return this.mapper.getSerializationConfig()
			.introspectClassAnnotations(inner)
			.getClassAnnotations()
			.has(Sensitive.class);
	}

}
