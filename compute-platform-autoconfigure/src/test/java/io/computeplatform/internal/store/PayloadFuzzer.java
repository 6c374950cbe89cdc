package io.computeplatform.internal.store;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * Reads any bytes as the payload of a row.
 */
public final class PayloadFuzzer {

	private static final PayloadJson PAYLOADS = new PayloadJson();

	private PayloadFuzzer() {
	}

	/** Called by the fuzzer, again and again. */
	public static void fuzzerTestOneInput(byte[] data) {
		String json = new String(data, StandardCharsets.UTF_8);
		try {
			Object payload = PAYLOADS.read(json, Everything.class);
			// What is no number, or beyond a double, becomes a text when it is written.
			boolean comesBack = !String.valueOf(payload).matches("(?s).*(NaN|Infinity).*");
			if (comesBack
					&& !payload.equals(PAYLOADS.read(PAYLOADS.write(payload, Everything.class), Everything.class))) {
				throw new AssertionError(json);
			}
		}
		catch (JsonProcessingException ex) {
			// Told by the type that is expected: the job fails, and is not tried again.
			return;
		}
	}

	record Everything(String text, int number, Optional<Long> large, OffsetDateTime time, List<Everything> more,
			Map<String, Object> any) {

	}

}
