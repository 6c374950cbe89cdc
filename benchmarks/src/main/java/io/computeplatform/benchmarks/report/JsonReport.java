package io.computeplatform.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * Every reading, as JSON.
 */
public final class JsonReport {

	private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

	private JsonReport() {
	}

	public static String write(Report report) throws JsonProcessingException {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("date", report.date().toString());
		document.put("short", report.brief());
		document.put("rounds", report.rounds());
		document.put("machine", report.machine());
		document.put("failures", report.results().failures());
		document.put("metrics", report.results().metrics());
		return MAPPER.writeValueAsString(document) + "\n";
	}

}
