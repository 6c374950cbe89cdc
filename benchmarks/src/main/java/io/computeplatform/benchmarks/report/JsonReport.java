package io.computeplatform.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.computeplatform.benchmarks.contender.Contenders;

/**
 * Every reading, for programs.
 */
public final class JsonReport {

	private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

	private JsonReport() {
	}

	public static String write(Report report) throws JsonProcessingException {
		Results results = report.results();
		List<Metric> metrics = results.metrics()
			.stream()
			.map((metric) -> new Metric(metric, results.unit(metric).label(), results.unit(metric).moreIsBetter(),
					results.of(metric)))
			.toList();
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("date", report.date().toString());
		document.put("brief", report.brief());
		document.put("machine", report.machine());
		document.put("metrics", metrics);
		return MAPPER.writeValueAsString(document) + "\n";
	}

	private record Metric(String name, String unit, boolean moreIsBetter,
			Map<Contenders, Map<Integer, Double>> readings) {

	}

}
