package io.computeplatform.internal.queue;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import io.computeplatform.ComputeAsyncProperties.Queue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses what is lost once properties are bound: durations without a unit, which Spring
 * Boot reads as milliseconds, where most people mean seconds, and values of groups, which
 * it ignores if there are properties below.
 */
final class RawValues {

	private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?\\d+\\s*");

	private static final Pattern SIMPLE_NAME = Pattern.compile("[a-z0-9-]+");

	private final PropertyResolver environment;

	RawValues(PropertyResolver environment) {
		this.environment = environment;
	}

	/**
	 * Checks a group of properties and those below it.
	 * @param prefix name of the group
	 * @param properties the bound group
	 */
	void check(String prefix, Object properties) {
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType() == Duration.class) {
				checkUnit(name, this.environment.getProperty(name));
			}
			else {
				checkBelow(name, ReflectionUtils.invokeMethod(component.getAccessor(), properties));
			}
		}
	}

	private void checkBelow(String name, @Nullable Object value) {
		if (value instanceof Record group) {
			checkNoValue(name, UnknownPropertyFailureAnalyzer.propertiesOf(group.getClass()));
			check(name, group);
		}
		else if (value instanceof Map<?, ?> groups) {
			checkNoValue(name, "names, each with " + UnknownPropertyFailureAnalyzer.propertiesOf(Queue.class));
			groups.forEach((key, group) -> checkBelow(name + element(String.valueOf(key)), group));
		}
	}

	private void checkNoValue(String name, String below) {
		String value = this.environment.getProperty(name);
		if (value != null && !value.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"It takes no value itself. There are below it: " + below + ".");
		}
	}

	private static String element(String key) {
		return SIMPLE_NAME.matcher(key).matches() ? "." + key : "[" + key + "]";
	}

	private static void checkUnit(String name, @Nullable String value) {
		if (value != null && NUMBER.matcher(value).matches()) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"It must have a unit, such as 500ms, 30s, 5m, 12h or 30d.");
		}
	}

}
