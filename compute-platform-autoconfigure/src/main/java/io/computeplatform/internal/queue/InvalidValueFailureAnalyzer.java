package io.computeplatform.internal.queue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Failure analyzer for a value that can't be converted: names the allowed values. Ordered
 * before Spring Boot's own, which quotes the converter.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("compute.async");

	private static final Map<Class<?>, String> ALLOWED = Map.of(Integer.class, "a whole number", Double.class,
			"a number", Boolean.class, "true or false", Duration.class,
			"a time with a unit, such as 500ms, 30s, 5m, 12h or 30d", DataSize.class,
			"a size with a unit, such as 512B, 16KB or 1MB");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(cause.getTarget().getType().resolve(Object.class));
		String allowed = type.isEnum() ? "one of " + namesOf(type) : ALLOWED.get(type);
		if (property == null || allowed == null || !PREFIX.isAncestorOf(property.getName())) {
			return null;
		}
		return new FailureAnalysis("Invalid value '" + property.getValue() + "' for configuration property '"
				+ property.getName() + "'" + ((property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "")
				+ ". It must be " + allowed + ".", "Correct the value.", cause);
	}

	private static String namesOf(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

}
