package io.computeplatform.internal.queue;

import io.computeplatform.ComputeAsyncProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Failure analyzer for a group or a queue with a value of its own, which YAML creates for
 * an empty section. Ordered before Spring Boot's own, which reports converters.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ValueOfGroupFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		Class<?> group = cause.getTarget().getType().resolve(Object.class);
		if (!group.isRecord() || group.getDeclaringClass() != ComputeAsyncProperties.class) {
			return null;
		}
		return new FailureAnalysis(
				"'" + cause.getName() + "' is set but takes no value itself. There are below it: "
						+ UnknownPropertyFailureAnalyzer.propertiesOf(group) + ".",
				"Set at least one of these, or remove it. A queue with default settings can be declared by its "
						+ "concurrency of 1, or by an executor's @ForQueue alone.",
				cause);
	}

}
