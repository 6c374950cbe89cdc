package io.computeplatform.internal.masking;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.computeplatform.Sensitive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class SensitiveTypesTests {

	private static final ObjectMapper MAPPER = JsonMapper.builder().addModule(new Jdk8Module()).build();

	@Test
	void marksOfRecordsFieldsAndGettersAreFoundUnderTheNamesOfTheirJson() {
		assertThat(namesIn(Marked.class)).containsExactlyInAnyOrder("component", "renamed", "internal", "component2",
				"other_name", "snake_case", "snakecase", "field", "getter");
	}

	@Test
	void marksAreFoundInWhatTypesAreMadeOf() {
		assertThat(namesIn(Outer.class)).containsExactlyInAnyOrder("pin", "secret", "tree");
		assertThat(namesIn(new ParameterizedTypeReference<Map<String, List<Pin>>>() {
		}.getType())).containsExactly("pin");
	}

	@Test
	void unwrappedFieldsAndThoseOfSubtypesAreFound() {
		assertThat(namesIn(Unwrapping.class)).contains("card_pin");
		assertThat(namesIn(Shape.class)).containsExactly("radius");
	}

	@Test
	void whatHasNoNamesIsHiddenAsAWhole() {
		assertThat(SensitiveTypes.of(MAPPER, false, Secret.class).everything()).isTrue();
		assertThat(SensitiveTypes.of(MAPPER, false, AnyNames.class).everything()).isTrue();
	}

	@Test
	void nothingIsFoundWhereNothingIsMarked() {
		assertThat(List.<Type>of(String.class, JsonNode.class, int[].class, Plain.class, Class.class))
			.allMatch((type) -> SensitiveTypes.of(MAPPER, false, type).isEmpty());
	}

	private static Iterable<String> namesIn(Type type) {
		SensitiveNames names = SensitiveTypes.of(MAPPER, false, type);
		assertThat(names.everything()).isFalse();
		return names.names();
	}

	record Marked(@Sensitive String component, @Sensitive @JsonProperty("renamed") String internal,
			@Sensitive @JsonAlias("other_name") String component2, Naming naming, Bean bean) {

	}

	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	record Naming(@Sensitive String snakeCase, String other) {

	}

	static class Bean {

		@Sensitive
		public String field = "";

		@Sensitive
		public String getGetter() {
			return "";
		}

		public String getHarmless() {
			return "";
		}

	}

	record Outer(List<Optional<Pin[]>> pins, Map<String, Secret> secret, Tree root) {

	}

	record Tree(Tree left, Tree right, @Sensitive Tree tree) {

	}

	record Pin(@Sensitive int pin, String note) {

	}

	@Sensitive
	record Secret(String text) {

	}

	record Plain(String name, int number, List<Plain> children) {

	}

	static class Unwrapping {

		@JsonUnwrapped(prefix = "card_")
		public Pin card = new Pin(1, "");

	}

	static class AnyNames {

		@JsonAnyGetter
		@Sensitive
		public Map<String, String> others() {
			return Map.of();
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
	@JsonSubTypes(@JsonSubTypes.Type(Circle.class))
	interface Shape {

	}

	record Circle(@Sensitive int radius) implements Shape {

	}

}
