package io.computeplatform.internal.masking;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.computeplatform.Sensitive;

/**
 * Classes that are written in ways that names of fields don't show.
 */
final class HiddenShapes {

	private HiddenShapes() {
	}

	record Card(@Sensitive String number) {

	}

	record Holder<T>(T card) {

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record AsArray(@Sensitive String number, String bank) {

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record ArrayOfArrays(List<ArrayOfArrays> more, Card card) {

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "number")
	static class Identified {

		@Sensitive
		public String number;

		public String bank;

	}

	record IdentifiedTwice(Identified payment, Identified refund) {

	}

	record PropertyAsArray(@JsonFormat(shape = JsonFormat.Shape.ARRAY) Card card) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface Open {

	}

	record OpenCard(@Sensitive String number) implements Open {

	}

	record OpenHolder(Open card) {

	}

	record OpenProperty(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object card) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	sealed interface Sealed {

	}

	record SealedCard(@Sensitive String number) implements Sealed {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(Named.Known.class))
	interface Named {

		@Sensitive
		record Known(String number) implements Named {

		}

	}

	record Value(@Sensitive @JsonValue String number) {

	}

	static final class ComputedValue {

		@Sensitive
		private final String number;

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		ComputedValue(String number) {
			this.number = number;
		}

		@JsonValue
		String text() {
			return this.number;
		}

	}

	record Iterables(Iterable<Card> cards) {

	}

	record Streams(Stream<Card> cards, Iterator<Card> more) {

	}

	static final class Cards implements Iterable<Card> {

		@Override
		public Iterator<Card> iterator() {
			return List.of(new Card("")).iterator();
		}

	}

	record Key(@Sensitive String number) {

		@Override
		@JsonValue
		public String toString() {
			return this.number;
		}

	}

	record Converted(@JsonSerialize(converter = Joined.class) Card card) {

	}

	static final class Joined extends StdConverter<Card, String> {

		@Override
		public String convert(Card card) {
			return card.number();
		}

	}

	record Serialized(@JsonSerialize(using = ToStringSerializer.class) Card card,
			@JsonSerialize(contentUsing = ToStringSerializer.class) List<Card> cards) {

	}

	@JsonSerialize(using = ToStringSerializer.class)
	record OwnSerializer(@Sensitive String number) {

	}

	record As(@JsonDeserialize(as = Card.class) Object card) {

	}

	record Unwrapping(@JsonUnwrapped(prefix = "card_") Card card) {

	}

	static final class Any {

		@JsonAnyGetter
		@JsonAnySetter
		public Map<String, String> others;

		@Sensitive
		private String hidden;

	}

	static final class AnyCards {

		@JsonAnyGetter
		@JsonAnySetter
		public Map<String, Value> others;

	}

	enum Level {

		LOW;

		@JsonValue
		@Sensitive
		String text() {
			return name();
		}

	}

}
