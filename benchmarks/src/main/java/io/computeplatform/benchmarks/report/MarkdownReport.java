package io.computeplatform.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.report.Results.Metric;

/**
 * The document for people: how to repeat, and what came out.
 */
public final class MarkdownReport {

	private static final Contenders FIRST = Contenders.COMPUTE_PLATFORM;

	private final StringBuilder text = new StringBuilder();

	private final Report report;

	private final List<Metric> metrics;

	private final List<Contenders> contenders;

	private MarkdownReport(Report report) {
		this.report = report;
		this.metrics = report.results().metrics();
		this.contenders = Stream.of(Contenders.values())
			.filter((contender) -> this.metrics.stream().anyMatch((metric) -> metric.values().containsKey(contender)))
			.toList();
	}

	public static String write(Report report) {
		return new MarkdownReport(report).write();
	}

	private String write() {
		this.text.append(Introduction.of(this.report));
		failures();
		targets();
		heading("Medians");
		this.text.append("In brackets: how many times better Compute Platform is. Below 1 it is behind.\n");
		String title = "";
		for (Metric metric : this.metrics) {
			if (!metric.title().equals(title)) {
				title = metric.title();
				this.text.append("\n### ").append(title).append("\n\n");
				heads();
			}
			row(metric, MarkdownReport::median);
		}
		heading("Spread");
		this.text.append("The least and the most of all rounds.\n\n");
		heads();
		this.metrics.forEach((metric) -> row(metric, MarkdownReport::spread));
		machine();
		return this.text.toString();
	}

	private void failures() {
		if (!this.report.results().failures().isEmpty()) {
			heading("Failures");
			this.report.results().failures().forEach((failure) -> this.text.append("- ").append(failure).append('\n'));
		}
	}

	private void targets() {
		heading("Targets");
		row(Stream.of("ratio", "wanted", "measured"));
		row(Stream.of("---", "---", "---:"));
		for (Target target : Target.of(this.report.results())) {
			row(Stream.of(target.what(), target.wanted(), number(target.measured()) + target.verdict()));
		}
	}

	private void heads() {
		row(Stream.concat(Stream.of(""), this.contenders.stream().map(Contenders::title)));
		row(Stream.concat(Stream.of("---"), this.contenders.stream().map((contender) -> "---:")));
	}

	private void row(Metric metric, BiFunction<Metric, Contenders, String> cell) {
		row(Stream.concat(Stream.of("%s, %s".formatted(metric.name(), metric.unit().label())),
				this.contenders.stream().map((contender) -> cell.apply(metric, contender))));
	}

	private static String median(Metric metric, Contenders contender) {
		String median = number(metric.median(contender));
		OptionalDouble better = metric.unit().moreIsBetter() ? metric.ratio(FIRST, contender)
				: metric.ratio(contender, FIRST);
		return (contender == FIRST || better.isEmpty()) ? median : "%s (%s)".formatted(median, number(better));
	}

	private static String spread(Metric metric, Contenders contender) {
		return metric.values().containsKey(contender)
				? "%s to %s".formatted(number(metric.least(contender)), number(metric.most(contender))) : "-";
	}

	private void machine() {
		heading("Machine and settings");
		row(Stream.of("", ""));
		row(Stream.of("---", "---"));
		this.report.machine().forEach((name, value) -> row(Stream.of(name, value)));
		this.contenders.forEach((contender) -> row(Stream.of(contender.title(), contender.settings())));
	}

	private void heading(String title) {
		this.text.append("\n## ").append(title).append("\n\n");
	}

	private void row(Stream<String> cells) {
		this.text.append("| ").append(String.join(" | ", cells.toList())).append(" |\n");
	}

	/** Three digits, or all before the point. */
	private static String number(OptionalDouble number) {
		if (number.isEmpty()) {
			return "-";
		}
		double value = number.getAsDouble();
		int decimals = (value >= 100) ? 0 : (value >= 10) ? 1 : 2;
		return ("%,." + decimals + "f").formatted(value);
	}

}
