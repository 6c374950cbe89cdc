package io.computeplatform.internal.masking;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.BaseStream;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.computeplatform.Sensitive;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names under which Jackson writes and reads the members that {@link Sensitive}
 * marks, in a type and in all types that it refers to. Names, not paths: they stay valid
 * if another type wraps, unwraps or extends the type in its JSON. Values without a name,
 * or with custom serialization, are masked as a whole: under the name of the enclosing
 * property, or with the whole payload.
 */
final class SensitiveTypes {

	private final ObjectMapper mapper;

	private final JacksonAnnotations marks;

	private final boolean showUnknown;

	/**
	 * Types whose members are examined although they are written as arrays.
	 */
	private final Set<JavaType> opened;

	private final Set<JavaType> seen = new HashSet<>();

	private final Set<JavaType> hidden = new HashSet<>();

	private final Set<String> names = new HashSet<>();

	private SensitiveTypes(ObjectMapper mapper, boolean showUnknown, Set<JavaType> opened) {
		this.mapper = mapper;
		this.marks = new JacksonAnnotations(mapper);
		this.showUnknown = showUnknown;
		this.opened = opened;
	}

	/**
	 * Finds the names of a type.
	 * @param mapper mapper that writes it
	 * @param showUnknown whether values that are declared as Object, or as a raw type,
	 * are shown
	 * @param type the type
	 * @return names to mask
	 */
	static SensitiveNames of(ObjectMapper mapper, boolean showUnknown, Type type) {
		return new SensitiveTypes(mapper, showUnknown, Set.of()).find(mapper.constructType(type));
	}

	private SensitiveNames find(JavaType root) {
		boolean everything;
		int before;
		do {
			// A type that refers to itself may turn out to be masked after it was
			// visited.
			before = this.hidden.size();
			this.seen.clear();
			everything = hides(root, NameTransformer.NOP);
		}
		while (this.hidden.size() > before);
		return SensitiveNames.of(this.names).and(everything ? SensitiveNames.EVERYTHING : SensitiveNames.NONE);
	}

	private boolean hides(JavaType type, NameTransformer names) {
		if (this.hidden.contains(type)) {
			return true;
		}
		if (names == NameTransformer.NOP && !this.seen.add(type)) {
			return false;
		}
		boolean hides = inspect(type, names);
		if (hides) {
			this.hidden.add(type);
		}
		return hides;
	}

	private boolean inspect(JavaType type, NameTransformer names) {
		Class<?> raw = type.getRawClass();
		if (type.isPrimitive() || raw == Class.class || TreeNode.class.isAssignableFrom(raw)) {
			return false;
		}
		if (raw == Object.class || raw == Serializable.class) {
			return !this.showUnknown;
		}
		// No short-circuit: each call collects names.
		boolean hides = hidesParts(type) || this.marks.isMarked(type);
		if (raw.getName().startsWith("java.") || type.isArrayType()) {
			return hides;
		}
		if (type.isEnumType()) {
			return hides || JacksonAnnotations.areWithin(raw);
		}
		return lookInto(type, names) || hides || this.marks.isOpaque(type);
	}

	/**
	 * Elements, keys and values, and all other type arguments.
	 */
	private boolean hidesParts(JavaType type) {
		Class<?> raw = type.getRawClass();
		boolean hides = raw.getTypeParameters().length > 0 && type.getBindings().isEmpty() && !this.showUnknown;
		for (JavaType part : type.getBindings().getTypeParameters()) {
			hides |= hides(part, NameTransformer.NOP);
		}
		if (type.getContentType() != null) {
			hides |= hides(type.getContentType(), NameTransformer.NOP);
		}
		if (type.isMapLikeType()) {
			hides |= isAnythingIn(type.getKeyType(), this.opened);
		}
		for (Class<?> series : List.of(Iterable.class, Iterator.class, BaseStream.class, Map.Entry.class)) {
			if (series.isAssignableFrom(raw)) {
				for (JavaType part : this.mapper.getTypeFactory().findTypeParameters(type, series)) {
					// A stream's type arguments include streams.
					hides |= !BaseStream.class.isAssignableFrom(part.getRawClass()) && hides(part, NameTransformer.NOP);
				}
			}
		}
		return hides;
	}

	private boolean isAnythingIn(JavaType type, Set<JavaType> alreadyOpened) {
		Set<JavaType> all = new HashSet<>(alreadyOpened);
		all.add(type);
		return !new SensitiveTypes(this.mapper, true, all).find(type).isEmpty();
	}

	private boolean lookInto(JavaType type, NameTransformer names) {
		boolean hides = false;
		boolean marked = false;
		for (BeanDescription bean : List.<BeanDescription>of(this.mapper.getSerializationConfig().introspect(type),
				this.mapper.getDeserializationConfig().introspect(type))) {
			hides |= isHiddenNameless(bean, type);
			AnnotatedMember value = bean.findJsonValueAccessor();
			if (value != null) {
				hides |= value.hasAnnotation(Sensitive.class) || JacksonAnnotations.areWithin(type.getRawClass())
						|| hidesMember(value, NameTransformer.NOP);
			}
			for (BeanPropertyDefinition property : bean.findProperties()) {
				marked |= JacksonAnnotations.members(property)
					.anyMatch((member) -> member.hasAnnotation(Sensitive.class));
				hides |= hides(property, names);
			}
			// Fields with dynamic names.
			hides |= hidesAny(bean.findAnyGetter());
			hides |= hidesAny(bean.findAnySetterAccessor());
			for (JavaType other : this.marks.others(bean.getClassInfo(), type)) {
				hides |= hides(other, names);
			}
		}
		return hides || (!marked && JacksonAnnotations.areWithin(type.getRawClass()));
	}

	private boolean isHiddenNameless(BeanDescription bean, JavaType type) {
		return this.marks.isNameless(bean.getClassInfo()) && !this.opened.contains(type)
				&& isAnythingIn(type, this.opened);
	}

	private boolean hidesAny(@Nullable AnnotatedMember others) {
		return others != null && (others.hasAnnotation(Sensitive.class) || hidesMember(others, NameTransformer.NOP));
	}

	/**
	 * Whether the enclosing property must be masked, because the property has no name of
	 * its own.
	 */
	private boolean hides(BeanPropertyDefinition property, NameTransformer names) {
		NameTransformer unwrapped = unwrapping(property);
		NameTransformer inner = (unwrapped != null) ? NameTransformer.chainedTransformer(names, unwrapped)
				: NameTransformer.NOP;
		boolean hides = false;
		for (AnnotatedMember member : JacksonAnnotations.members(property).toList()) {
			hides |= hidesMember(member, inner) || member.hasAnnotation(Sensitive.class);
		}
		if (hides) {
			addAll(property, names);
		}
		return hides && unwrapped != null;
	}

	private boolean hidesMember(AnnotatedMember member, NameTransformer names) {
		boolean hides = this.marks.isOpaque(member)
				|| (this.marks.isNameless(member) && isAnythingIn(member.getType(), this.opened))
				|| hides(member.getType(), names);
		for (JavaType other : this.marks.others(member, member.getType())) {
			hides |= hides(other, names);
		}
		return hides;
	}

	private void addAll(BeanPropertyDefinition property, NameTransformer names) {
		this.names.add(names.transform(property.getName()));
		this.names.add(names.transform(property.getInternalName()));
		for (PropertyName alias : property.findAliases()) {
			this.names.add(names.transform(alias.getSimpleName()));
		}
	}

	private @Nullable NameTransformer unwrapping(BeanPropertyDefinition property) {
		Annotated member = property.getPrimaryMember();
		return (member instanceof AnnotatedMember found) ? this.marks.unwrapping(found) : null;
	}

}
