package io.computeplatform.failed;

import java.util.EnumSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import io.computeplatform.internal.store.PayloadJson;

/**
 * Changes of an edit, as a JSON Patch (RFC 6902).
 */
final class PayloadDifference {

	private static final JsonMapper JSON = PayloadJson.anyJson().build();

	/**
	 * The cost of comparing lists grows with the square of their length.
	 */
	private static final int MAX_COMPARED = 20_000;

	private PayloadDifference() {
	}

	static String of(String original, String edited) {
		try {
			JsonNode target = JSON.readTree(edited);
			return JSON.writeValueAsString(
					(original.length() + edited.length() > MAX_COMPARED) ? replaced(target) : patch(original, target));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A payload that was read before can't be read", ex);
		}
	}

	private static JsonNode patch(String original, JsonNode target) {
		try {
			return JsonDiff.asJson(JSON.readTree(original), target, EnumSet.of(DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE,
					DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION));
		}
		catch (JsonProcessingException ex) {
			// A job can have failed because its payload can't be read.
			return replaced(target);
		}
	}

	private static JsonNode replaced(JsonNode target) {
		return JSON.createArrayNode()
			.add(JSON.createObjectNode().put("op", "replace").put("path", "").set("value", target));
	}

}
