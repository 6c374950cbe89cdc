package io.computeplatform.internal.store;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A payload that can't be read is told by field, expected type and reason, and never by a
 * value.
 */
@Tag("fast")
class PayloadFailuresTests {

	private static final Type TYPE = new ParameterizedTypeReference<Order>() {
	}.getType();

	private final PayloadJson payloads = new PayloadJson();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					{"amount": "geheim"}           | field 'amount': expected a number (java.math.BigDecimal), found a string
					{"amount": [4711]}             | field 'amount': expected a number (java.math.BigDecimal), found a list
					{"count": {"a": 4711}}         | field 'count': expected a number (int), found an object
					{"count": "geheim"}            | field 'count': expected a number (int), found a string
					{"count": 4711.5}              | field 'count': expected a number (int), found a number
					{"count": 47110000000000}      | field 'count': expected a number (int), found a number out of its range
					{"count": true}                | field 'count': expected a number (int), found true or false
					{"name": ["geheim"]}           | field 'name': expected a string (java.lang.String), found a list
					{"due": "geheim"}              | field 'due': expected a value of its type (java.time.LocalDate), found a string
					{"id": "geheim"}               | field 'id': expected a value of its type (java.util.UUID), found a string
					{"level": "geheim"}            | field 'level': expected one of [LOW, HIGH]
					{"items": "geheim"}            | field 'items': expected a list (java.util.ArrayList), found a string
					{"items": [{}, {"count": "geheim"}]} | field 'items[1].count': expected a number (int), found a string
					{"items": ["geheim"]}          | field 'items[0]': expected an object (io.computeplatform.internal.store.PayloadFailuresTests$Order), found a string
					{"byName": {"geheim": {"count": []}}} | field 'byName[?].count': expected a number (int), found a list
					{"byDay": {"geheim": 1}}       | field 'byDay': expected a value of its type (java.time.LocalDate), found a string
					{"any": {"geheim": "geheim"}}  | field 'any[?]': expected a number (java.lang.Integer), found a string
					{"shape": {"@type": "geheim"}} | field 'shape': names no known subtype of
					{"shape": {"size": "geheim"}}  | field 'shape':
					{"positive": {"value": -4711}} | field 'positive': can't be made a io.computeplatform.internal.store.PayloadFailuresTests$Positive: java.lang.IllegalArgumentException was thrown at
					"geheim"                       | the payload: expected an object
					["geheim"]                     | the payload: expected an object (io.computeplatform.internal.store.PayloadFailuresTests$Order), found a list
					geheim                         | the payload: no JSON at line 1
					{"name": "geheim               | field 'name': the JSON ends too early at line 1
					""")
	void whatCanNotBeReadIsToldByFieldExpectedTypeAndReason(String json, String text) {
		JsonProcessingException failure = catchThrowableOfType(JsonProcessingException.class,
				() -> this.payloads.read(json, TYPE));
		assertThat(this.payloads.describe(failure)).contains(text).doesNotContain("geheim", "4711");
	}

	enum Level {

		LOW, HIGH

	}

	record Order(String name, BigDecimal amount, int count, LocalDate due, UUID id, Level level, List<Order> items,
			Map<String, Order> byName, Map<LocalDate, Integer> byDay, Any any, Shape shape, Positive positive) {

	}

	record Positive(@JsonProperty("value") int value) {

		Positive {
			if (value < 0) {
				throw new IllegalArgumentException("Not " + value);
			}
		}

	}

	static class Any {

		@JsonAnySetter
		public Map<String, Integer> others;

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(Circle.class))
	interface Shape {

	}

	record Circle(int size) implements Shape {

	}

}
