package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Payloads of contenders without JSON support.
 */
final class Json {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private Json() {
	}

	static byte[] write(Work work) {
		try {
			return MAPPER.writeValueAsBytes(work);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Work read(byte[] json) {
		try {
			return MAPPER.readValue(json, Work.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
