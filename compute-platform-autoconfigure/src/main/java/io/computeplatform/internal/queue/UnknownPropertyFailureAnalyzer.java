package io.computeplatform.internal.queue;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Queue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Failure analyzer for a misspelt property: names the existing ones. Ordered before
 * Spring Boot's own, which only reports that it is unknown.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("compute.async");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		if (!cause.getUnboundProperties().stream().allMatch((property) -> PREFIX.isAncestorOf(property.getName()))) {
			return null;
		}
		String description = cause.getUnboundProperties()
			.stream()
			.map(UnknownPropertyFailureAnalyzer::describe)
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description,
				"Correct or remove it. A name of a queue that is not made of lower-case letters, digits and dashes is "
						+ "written in brackets: compute.async.queues[my.queue].concurrency.",
				cause);
	}

	private static String describe(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		Class<?> group = ComputeAsyncProperties.class;
		int known = PREFIX.getNumberOfElements();
		while (known < name.getNumberOfElements()) {
			Class<?> type = typeOf(group, name.getElement(known, Form.UNIFORM));
			if (type == Map.class && known + 1 < name.getNumberOfElements()) {
				group = Queue.class;
				known += 2;
			}
			else if (type != null && type.isRecord()) {
				group = type;
				known++;
			}
			else {
				break;
			}
		}
		return "Unknown property '" + name + "' with value '" + property.getValue() + "'"
				+ ((property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "") + ". There are under '"
				+ name.chop(known) + "': " + propertiesOf(group) + ".";
	}

	private static @Nullable Class<?> typeOf(Class<?> group, String element) {
		return Arrays.stream(group.getRecordComponents())
			.filter((component) -> component.getName().toLowerCase(Locale.ROOT).equals(element))
			.findFirst()
			.<Class<?>>map(RecordComponent::getType)
			.orElse(null);
	}

	static String propertiesOf(Class<?> group) {
		return Arrays.stream(group.getRecordComponents())
			.map((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
			.collect(Collectors.joining(", "));
	}

}
