package io.computeplatform.internal.store;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;

/**
 * The mapper of payloads. Its modules are fixed and do not depend on the class path: each
 * process reads what another one wrote, in each version of Spring Boot. It loses no
 * information that JSON can hold: digits, offsets and zones, the order of a set.
 */
final class PayloadMapper {

	private static final int MAX_DIGITS = 100_000;

	private PayloadMapper() {
	}

	static JsonMapper create(int maxBytes) {
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			// Longer ones take seconds to parse.
			.maxNumberLength(MAX_DIGITS)
			.maxStringLength(maxBytes)
			.maxNameLength(maxBytes)
			.build();
		return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
			.annotationIntrospector(
					AnnotationIntrospector.pair(new Jackson3Refusal(), new JacksonAnnotationIntrospector()))
			.addModules(new Jdk8Module(), new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID),
					new ParameterNamesModule(), exactTypes())
			.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
			.enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			// An older worker must be able to read payloads of a newer submitter.
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			// It would truncate the fraction.
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.build();
	}

	private static SimpleModule exactTypes() {
		return new SimpleModule().addAbstractTypeMapping(Set.class, LinkedHashSet.class)
			.addDeserializer(Number.class, new ExactNumber());
	}

	/**
	 * A number without a declared type becomes the smallest type that holds it: Integer,
	 * Long or BigInteger, Double or BigDecimal.
	 */
	private static final class ExactNumber extends StdScalarDeserializer<Number> {

		private static final long serialVersionUID = 1L;

		ExactNumber() {
			super(Number.class);
		}

		@Override
		public Number deserialize(JsonParser parser, DeserializationContext context) throws IOException {
			if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
				return (Number) NumberDeserializers.NumberDeserializer.instance.deserialize(parser, context);
			}
			double number = parser.getDoubleValue();
			if (Double.isInfinite(number)) {
				return parser.getDecimalValue();
			}
			BigDecimal exact = parser.getDecimalValue();
			return (new BigDecimal(Double.toString(number)).compareTo(exact) == 0) ? number : exact;
		}

	}

}
