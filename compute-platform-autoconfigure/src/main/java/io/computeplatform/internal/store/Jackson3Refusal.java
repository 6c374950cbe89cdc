package io.computeplatform.internal.store;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Refuses to write classes with annotations of Jackson 3, which comes with Spring Boot 4:
 * Jackson 2 does not know them, and would write fields that they hide. It is called
 * before each class is written for the first time, at any depth of a payload.
 */
final class Jackson3Refusal extends NopAnnotationIntrospector {

	private static final long serialVersionUID = 1L;

	private static final String JACKSON_3 = "tools.jackson.";

	@Override
	public @Nullable Object findSerializer(Annotated annotated) {
		if (annotated instanceof AnnotatedClass) {
			Class<?> type = annotated.getRawType();
			if (type.getName().startsWith(JACKSON_3)) {
				throw new Jackson3Exception(type.getName() + " is of Jackson 3, and payloads are written by "
						+ "Jackson 2: use com.fasterxml.jackson or a class of your own");
			}
			elements(type).flatMap((element) -> MergedAnnotations.from(element).stream())
				.map(MergedAnnotation::getType)
				.filter((annotation) -> annotation.getName().startsWith(JACKSON_3))
				.findFirst()
				.ifPresent((annotation) -> {
					throw new Jackson3Exception(type.getName() + " has the annotation @" + annotation.getName()
							+ " of Jackson 3, and payloads are written by Jackson 2, which would ignore it: use that "
							+ "of com.fasterxml.jackson");
				});
		}
		return null;
	}

	private static Stream<AnnotatedElement> elements(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			types.add(each);
		}
		return types.stream()
			.filter((each) -> !JdkValues.contain(each))
			.flatMap((each) -> Stream
				.of(Stream.of(each), Arrays.stream(each.getDeclaredFields()), executables(each.getDeclaredMethods()),
						executables(each.getDeclaredConstructors()))
				.flatMap((elements) -> elements));
	}

	private static Stream<AnnotatedElement> executables(Executable[] executables) {
		return Arrays.stream(executables)
			.flatMap((executable) -> Stream.concat(Stream.of(executable), Arrays.stream(executable.getParameters())));
	}

	/**
	 * The message names the alternative. Jackson adds the path in the payload.
	 */
	static final class Jackson3Exception extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		Jackson3Exception(String message) {
			super(message);
		}

	}

}
