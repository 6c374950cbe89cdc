package io.computeplatform.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Unit;
import io.computeplatform.benchmarks.report.Results.Metric;

/**
 * A metric over time as SVG, with a line for each contender. The scale is logarithmic,
 * because contenders differ by orders of magnitude.
 *
 * @param title title
 * @param unit unit of the values
 * @param lines values by contender and second
 */
record Plot(String title, Unit unit, Map<Contenders, NavigableMap<Double, Double>> lines) {

	private static final Pattern METRIC = Pattern.compile("(.*), after ([0-9.]+) s");

	private static final int WIDTH = 560;

	private static final int HEIGHT = 240;

	private static final int LEFT = 80;

	private static final int TOP = 40;

	private static final int LEGEND = 220;

	private static final int DECADES = 4;

	private static final List<String> COLORS = List.of("#0b5cad", "#8a8a8a", "#b58900", "#c0392b", "#e67e22", "#2e7d32",
			"#6a1b9a", "#00838f");

	/** A plot for each metric that was observed over time. */
	static Collection<Plot> of(Results results) {
		Map<String, Plot> plots = new LinkedHashMap<>();
		for (Metric metric : results.metrics()) {
			Matcher name = METRIC.matcher(metric.name());
			if (name.matches()) {
				Plot plot = plots.computeIfAbsent(name.group(1),
						(title) -> new Plot(title, metric.unit(), new EnumMap<>(Contenders.class)));
				metric.values()
					.keySet()
					.forEach((contender) -> metric.median(contender)
						.ifPresent((value) -> plot.lines.computeIfAbsent(contender, (key) -> new TreeMap<>())
							.put(Double.valueOf(name.group(2)), value)));
			}
		}
		return plots.values();
	}

	String fileName() {
		return "performance-%s.svg".formatted(this.title.replaceAll("[^A-Za-z0-9]+", "-"));
	}

	String svg() {
		double seconds = this.lines.values().stream().mapToDouble(NavigableMap::lastKey).max().orElseThrow();
		int top = (int) Math.ceil(Math.log10(Math.max(1,
				this.lines.values()
					.stream()
					.flatMap((line) -> line.values().stream())
					.mapToDouble(Double::doubleValue)
					.max()
					.orElseThrow())));
		List<String> parts = new ArrayList<>();
		parts.add("""
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
				<rect width="100%%" height="100%%" fill="white"/>""".formatted(LEFT + WIDTH + LEGEND,
				TOP + HEIGHT + 40));
		parts.add(text(LEFT, TOP - 20, "start", "%s, %s".formatted(this.title, this.unit.label())));
		parts.add(text(LEFT + WIDTH, TOP + HEIGHT + 20, "end", "%.0f s".formatted(seconds)));
		for (int decade = top - DECADES; decade <= top; decade++) {
			int y = y(decade, top);
			parts.add("<path d=\"M%d %d H%d\" stroke=\"#dddddd\"/>".formatted(LEFT, y, LEFT + WIDTH));
			parts.add(text(LEFT - 8, y + 4, "end",
					(decade < 0) ? "%s".formatted(Math.pow(10, decade)) : "%,.0f".formatted(Math.pow(10, decade))));
		}
		int row = 0;
		for (Entry<Contenders, NavigableMap<Double, Double>> line : this.lines.entrySet()) {
			String color = COLORS.get(line.getKey().ordinal());
			parts.add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>"
				.formatted(points(line.getValue(), seconds, top), color));
			int y = TOP + 20 * row++;
			parts.add(
					"<path d=\"M%d %d h16\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(LEFT + WIDTH + 12, y, color));
			parts.add(text(LEFT + WIDTH + 34, y + 4, "start", line.getKey().title()));
		}
		parts.add("</svg>\n");
		return String.join("\n", parts);
	}

	private static String points(Map<Double, Double> line, double seconds, int top) {
		return line.entrySet()
			.stream()
			.map((point) -> "%.0f,%d".formatted(LEFT + WIDTH * point.getKey() / seconds,
					y(Math.log10(point.getValue()), top)))
			.collect(Collectors.joining(" "));
	}

	/** Position of a power of ten. Values below the lowest are drawn there. */
	private static int y(double exponent, int top) {
		return TOP + (int) Math.round(HEIGHT * Math.min(1, (top - exponent) / DECADES));
	}

	private static String text(int x, int y, String anchor, String text) {
		return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>".formatted(x, y, anchor, text);
	}

}
