package io.computeplatform.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Unit;

/**
 * The document for people: how to repeat, and what came out.
 */
public final class MarkdownReport {

	private static final Contenders FIRST = Contenders.COMPUTE_PLATFORM;

	private final StringBuilder text = new StringBuilder();

	private final Report report;

	private final Results results;

	private final List<Contenders> contenders;

	private MarkdownReport(Report report) {
		this.report = report;
		this.results = report.results();
		this.contenders = Stream.of(Contenders.values())
			.filter((contender) -> this.results.metrics()
				.stream()
				.anyMatch((metric) -> this.results.of(metric).containsKey(contender)))
			.toList();
	}

	public static String write(Report report) {
		return new MarkdownReport(report).write();
	}

	private String write() {
		this.text.append(Introduction.of(this.report));
		failures();
		machine();
		medians();
		spread();
		return this.text.toString();
	}

	private void failures() {
		if (!this.results.failures().isEmpty()) {
			heading("Failures");
			this.results.failures().forEach((failure) -> this.text.append("- ").append(failure).append('\n'));
		}
	}

	private void machine() {
		heading("Machine and settings");
		row("", "");
		row("---", "---");
		for (Entry<String, String> entry : this.report.machine().entrySet()) {
			row(entry.getKey(), entry.getValue());
		}
		for (Contenders contender : this.contenders) {
			row(contender.title(), contender.settings());
		}
	}

	private void medians() {
		heading("Medians");
		row("", cells(Contenders::title));
		row("---", cells((contender) -> "---:"));
		for (String metric : this.results.metrics()) {
			Unit unit = this.results.unit(metric);
			row("%s, %s".formatted(metric, unit.label()),
					cells((contender) -> number(this.results.median(metric, contender))));
		}
	}

	private void spread() {
		heading("Spread and ratios");
		row("what", "who", "median", "least", "most", "ratio");
		row("---", "---", "---:", "---:", "---:", "---:");
		for (String metric : this.results.metrics()) {
			for (Contenders contender : this.results.of(metric).keySet()) {
				row("%s, %s".formatted(metric, this.results.unit(metric).label()), contender.title(),
						number(this.results.median(metric, contender)), number(this.results.least(metric, contender)),
						number(this.results.most(metric, contender)), number(ahead(metric, contender)));
			}
		}
	}

	/** How many times better the first contender is. */
	private OptionalDouble ahead(String metric, Contenders contender) {
		return this.results.unit(metric).moreIsBetter() ? this.results.ratio(metric, FIRST, contender)
				: this.results.ratio(metric, contender, FIRST);
	}

	private String cells(Function<Contenders, String> cell) {
		return this.contenders.stream().map(cell).collect(Collectors.joining(" | "));
	}

	private void heading(String title) {
		this.text.append("\n## ").append(title).append("\n\n");
	}

	private void row(String... cells) {
		this.text.append("| ").append(String.join(" | ", cells)).append(" |\n");
	}

	/** Three digits, or all before the point. */
	private static String number(OptionalDouble number) {
		if (number.isEmpty()) {
			return "-";
		}
		double value = number.getAsDouble();
		int decimals = (value >= 100) ? 0 : (value >= 10) ? 1 : 2;
		return String.format(Locale.ROOT, "%,." + decimals + "f", value);
	}

}
