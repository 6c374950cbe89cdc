package io.computeplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.CircuitBreaker;
import io.computeplatform.ComputeAsyncProperties.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows of the properties, and what the documentation says of them.
 */
@Tag("fast")
class ConfigurationMetadataTests {

	private static final String QUEUES = "compute.async.queues";

	/** An editor can't complete below the keys of a map: it knows those of this one. */
	private static final String DEFAULT_QUEUE = QUEUES + ".default.";

	/** Those of Actuator, which are the same for every endpoint. */
	private static final String ENDPOINTS = "management.endpoint.";

	private static final Pattern ROW = Pattern
		.compile("\\| `(compute\\.async\\.[^`]+)` \\| (?:`([^`]*)`|-) \\| (.+) \\|");

	private final JsonNode metadata = metadata();

	@Test
	void everyPropertyHasATypeAndASentenceThatDescribesIt() {
		assertThat(this.metadata.path("properties")).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.path("type").asText()).as(property.toString()).isNotEmpty();
			assertThat(property.path("description").asText()).as(property.toString())
				.matches("[A-Z].*\\.")
				.doesNotMatch("(The|A|An|This) .*");
			if (property.path("type").asText().equals("java.lang.Boolean")) {
				assertThat(property.path("description").asText()).startsWith("Whether ");
			}
		});
	}

	@Test
	void everyGroupHasADescription() {
		assertThat(this.metadata.path("groups")).isNotEmpty()
			.filteredOn((group) -> !group.path("name").asText().startsWith(ENDPOINTS))
			.allSatisfy((group) -> assertThat(group.path("description").asText()).as(group.toString()).isNotEmpty());
	}

	@Test
	void hintsAreAboutPropertiesThatExist() {
		List<String> names = this.metadata.path("properties").findValuesAsText("name");
		assertThat(this.metadata.path("hints")).isNotEmpty()
			.allSatisfy(
					(hint) -> assertThat(hint.path("name").asText().replaceFirst("\\.(keys|values)$", "")).isIn(names));
	}

	@Test
	void documentationShowsEveryPropertyWithItsDefault() {
		Map<String, String> expected = new TreeMap<>();
		for (JsonNode property : this.metadata.path("properties")) {
			String name = property.path("name").asText();
			if (!name.startsWith(ENDPOINTS) && !name.startsWith(DEFAULT_QUEUE)) {
				expected.put(name, property.path("defaultValue").asText());
			}
		}
		expected.remove(QUEUES);
		expected.putAll(defaultsOfQueue(QUEUES + ".<name>."));
		assertThat(documentedDefaults()).isEqualTo(expected);
	}

	@Test
	void editorCompletesTheSettingsOfAQueue() {
		Map<String, String> defaults = new TreeMap<>();
		for (JsonNode property : this.metadata.path("properties")) {
			if (property.path("name").asText().startsWith(DEFAULT_QUEUE)) {
				defaults.put(property.path("name").asText(), property.path("defaultValue").asText());
			}
		}
		assertThat(defaults).isEqualTo(defaultsOfQueue(DEFAULT_QUEUE));
	}

	@Test
	void documentationSaysWhatIsAllowed() {
		assertThat(documentation().lines().filter((line) -> line.startsWith("| `compute.async.")))
			.allMatch((line) -> line.split(" \\| ").length == 4);
	}

	private static Map<String, String> defaultsOfQueue(String prefix) {
		Map<String, String> defaults = defaultsOf(Queue.class, prefix);
		defaults.remove(prefix + "backoff");
		defaults.putAll(defaultsOf(Backoff.class, prefix + "backoff."));
		defaults.remove(prefix + "circuit-breaker");
		defaults.putAll(defaultsOf(CircuitBreaker.class, prefix + "circuit-breaker."));
		return defaults;
	}

	private static Map<String, String> defaultsOf(Class<? extends Record> group, String prefix) {
		Map<String, String> defaults = new TreeMap<>();
		for (Parameter parameter : group.getDeclaredConstructors()[0].getParameters()) {
			defaults.put(prefix + DataObjectPropertyName.toDashedForm(parameter.getName()), defaultOf(parameter));
		}
		return defaults;
	}

	private static String defaultOf(Parameter parameter) {
		DefaultValue value = parameter.getAnnotation(DefaultValue.class);
		return (value != null) ? String.join(",", value.value()) : "";
	}

	private static Map<String, String> documentedDefaults() {
		Map<String, String> defaults = new TreeMap<>();
		documentation().lines().map(ROW::matcher).filter(Matcher::matches).forEach((row) -> {
			String before = defaults.put(row.group(1), orEmpty(row.group(2)));
			assertThat(before).as("%s is documented once", row.group(1)).isNull();
		});
		return defaults;
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private static String documentation() {
		for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
			Path file = directory.resolve("docs/configuration.md");
			if (Files.exists(file)) {
				return read(file);
			}
		}
		throw new AssertionError("There is no docs/configuration.md above " + Path.of("").toAbsolutePath());
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static JsonNode metadata() {
		try {
			for (URL url : Collections.list(ConfigurationMetadataTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				JsonNode candidate = new ObjectMapper().readTree(url.openStream());
				if (candidate.path("properties").findValuesAsText("name").contains(QUEUES)) {
					return candidate;
				}
			}
			throw new AssertionError("There is no metadata of compute.async on the class path");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
