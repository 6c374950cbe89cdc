package io.computeplatform.internal.masking;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.internal.store.PayloadJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sensitive value is hidden however its type is written, and what is plainly none is
 * not.
 */
@Tag("fast")
class HiddenShapesTests {

	private static final String SECRET = "geheim4711";

	private static final ObjectMapper MAPPER = new PayloadJson().copyOfMapper();

	static Stream<Arguments> hidden() {
		return Stream.of(row(HiddenShapes.AsArray.class, "['geheim4711','b']"),
				row(HiddenShapes.ArrayOfArrays.class, "[[],{'number':'geheim4711'}]"),
				row(holder(HiddenShapes.AsArray.class), "{'card':['geheim4711','b']}"),
				row(HiddenShapes.PropertyAsArray.class, "{'card':['geheim4711']}"),
				row(HiddenShapes.Open.class, "{'@class':'x','number':'geheim4711'}"),
				row(HiddenShapes.OpenHolder.class, "{'card':{'@class':'x','number':'geheim4711'}}"),
				row(HiddenShapes.OpenProperty.class, "{'card':{'@class':'x','number':'geheim4711'}}"),
				row(list(HiddenShapes.Open.class), "[{'@class':'x','number':'geheim4711'}]"),
				row(HiddenShapes.Sealed.class, "{'@class':'x','number':'geheim4711'}"),
				row(HiddenShapes.Named.class, "{'@type':'x','number':'geheim4711'}"),
				row(HiddenShapes.Value.class, "'geheim4711'"),
				row(holder(HiddenShapes.Value.class), "{'card':'geheim4711'}"),
				row(holder(HiddenShapes.ComputedValue.class), "{'card':'geheim4711'}"),
				row(list(HiddenShapes.Value.class), "['geheim4711']"),
				row(HiddenShapes.Iterables.class, "{'cards':[{'number':'geheim4711'}]}"),
				row(HiddenShapes.Streams.class, "{'cards':[{'number':'geheim4711'}],'more':[{'number':'geheim4711'}]}"),
				row(HiddenShapes.Cards.class, "[{'number':'geheim4711'}]"),
				row(new ParameterizedTypeReference<Map.Entry<String, HiddenShapes.Card>>() {
				}.getType(), "{'key':'a','value':{'number':'geheim4711'}}"),
				row(new ParameterizedTypeReference<Map.Entry<HiddenShapes.Value, String>>() {
				}.getType(), "{'key':'geheim4711','value':'a'}"),
				row(new ParameterizedTypeReference<Map<HiddenShapes.Key, String>>() {
				}.getType(), "{'geheim4711':'a'}"),
				row(holder(new ParameterizedTypeReference<Map<HiddenShapes.Card, String>>() {
				}.getType()), "{'card':{'Card[number=geheim4711]':'a'}}"),
				row(HiddenShapes.IdentifiedTwice.class,
						"{'payment':{'number':'geheim4711','bank':'b'},'refund':'geheim4711'}"),
				row(list(HiddenShapes.Identified.class), "[{'number':'geheim4711','bank':'b'},'geheim4711']"),
				row(HiddenShapes.Converted.class, "{'card':'geheim4711'}"),
				row(HiddenShapes.Serialized.class, "{'card':'Card[geheim4711]','cards':['Card[geheim4711]']}"),
				row(holder(HiddenShapes.OwnSerializer.class), "{'card':'geheim4711'}"),
				row(HiddenShapes.As.class, "{'card':{'number':'geheim4711'}}"),
				row(HiddenShapes.Unwrapping.class, "{'card_number':'geheim4711'}"),
				row(HiddenShapes.Any.class, "{'x':'geheim4711'}"),
				row(HiddenShapes.AnyCards.class, "{'x':'geheim4711'}"),
				row(holder(HiddenShapes.Level.class), "{'card':'geheim4711'}"),
				row(HiddenShapes.Holder.class, "{'card':{'number':'geheim4711'}}"),
				row(holder(Object.class), "{'card':{'number':'geheim4711'}}"), row(List.class, "['geheim4711']"),
				row(new ParameterizedTypeReference<Map<String, Object>>() {
				}.getType(), "{'card':{'number':'geheim4711'}}"), row(Map.Entry.class, "{'key':'geheim4711'}"),
				row(new ParameterizedTypeReference<Optional<HiddenShapes.Value>>() {
				}.getType(), "'geheim4711'"));
	}

	static Stream<Type> shown() {
		return Stream.of(String.class, JsonNode.class, Shown.class, list(Shown.class), holder(byte[].class),
				new ParameterizedTypeReference<Map<String, List<Shown>>>() {
				}.getType());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("hidden")
	void sensitiveValueIsHidden(Type type, String json) throws Exception {
		String text = json.replace('\'', '"');
		SensitiveNames names = SensitiveTypes.of(MAPPER, false, type);
		String masked = names.everything() ? "***" : SensitiveText.of(text, names).replace((value) -> "***");
		assertThat(masked).contains("***").doesNotContain(SECRET);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("shown")
	void whatIsPlainlyNotSensitiveIsShown(Type type) {
		assertThat(SensitiveTypes.of(MAPPER, false, type).isEmpty()).isTrue();
	}

	private static Arguments row(Type type, String json) {
		return Arguments.of(type, json);
	}

	private static Type holder(Type type) {
		return ResolvableType.forClassWithGenerics(HiddenShapes.Holder.class, ResolvableType.forType(type)).getType();
	}

	private static Type list(Type type) {
		return ResolvableType.forClassWithGenerics(List.class, ResolvableType.forType(type)).getType();
	}

	record Shown(String name, List<Shown> more, Optional<Integer> number, Class<?> type) {

	}

}
