package io.computeplatform.internal.store;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.computeplatform.InvalidJobException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.ser.std.ToStringSerializer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is made for Jackson 3 is refused, and never written as if it were not.
 */
@Tag("fast")
class Jackson3Tests {

	private static final String SECRET = "geheim4711";

	static Stream<Arguments> payloads() {
		return Stream.of(Arguments.of("component", new Component(SECRET), "the payload"),
				Arguments.of("getter", new Getter(), "the payload"),
				Arguments.of("superclass", new Extending(), "the payload"),
				Arguments.of("interface", new Implementing(SECRET), "the payload"),
				Arguments.of("parameter", new Parameter(SECRET), "the payload"),
				Arguments.of("class", new OfClass(SECRET), "the payload"),
				Arguments.of("annotation of an annotation", new Composed(SECRET), "the payload"),
				Arguments.of("in a list", List.of(new Component(SECRET)), "the payload"),
				Arguments.of("in a map of objects", Map.of(SECRET, new Holder(List.of(new Component(SECRET)))),
						"field '[?].any"),
				Arguments.of("computed by a getter", new Computing(), "field 'card'"),
				Arguments.of("tree", new Holder(JsonNodeFactory.instance.stringNode(SECRET)), "field 'any'"),
				Arguments.of("tree as payload", JsonNodeFactory.instance.objectNode().put("a", SECRET), "the payload"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("payloads")
	void whatIsMadeForJackson3IsRefused(String where, Object payload, String place) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> new PayloadJson().write(payload, null))
			.withMessageContaining(payload.getClass().getTypeName())
			.withMessageContaining(place)
			.withMessageContaining("of Jackson 3")
			.withMessageContaining("com.fasterxml.jackson")
			.withMessageNotContaining(SECRET)
			.withNoCause();
	}

	record Component(@JsonSerialize(using = ToStringSerializer.class) String number) {

	}

	record Holder(Object any) {

	}

	static class Getter {

		@JsonSerialize(using = ToStringSerializer.class)
		public String getNumber() {
			return SECRET;
		}

	}

	static class Extending extends Getter {

	}

	interface Marked {

		@JsonSerialize(using = ToStringSerializer.class)
		String number();

	}

	record Implementing(String number) implements Marked {

	}

	static class Parameter {

		private final String number;

		Parameter(@JsonDeserialize(as = String.class) String number) {
			this.number = number;
		}

		public String getNumber() {
			return this.number;
		}

	}

	@JsonSerialize(as = OfClass.class)
	record OfClass(String number) {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@JacksonAnnotationsInside
	@JsonSerialize(using = ToStringSerializer.class)
	@interface Masked {

	}

	record Composed(@Masked String number) {

	}

	static class Computing {

		public Component getCard() {
			return new Component(SECRET);
		}

	}

}
