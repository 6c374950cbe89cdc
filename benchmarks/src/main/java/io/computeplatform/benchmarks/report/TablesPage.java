package io.computeplatform.benchmarks.report;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.report.Results.Metric;

/**
 * The medians and the spread of all metrics.
 */
final class TablesPage {

	private static final Contenders FIRST = Contenders.COMPUTE_PLATFORM;

	private static final String INTRODUCTION = """
			# Performance: tables

			Appendix to [Performance](performance.md): Compute Platform compared with alternatives, the median and the spread of
			each measure (date: %s, rounds: %d). [Method](performance-method.md) describes the measures. The benchmark
			generates this page.
			""";

	private final Markdown page = new Markdown();

	private final List<Metric> metrics;

	private final List<Contenders> contenders;

	private final Collection<Plot> plots;

	private TablesPage(Results results) {
		this.metrics = results.metrics();
		this.contenders = results.contenders();
		this.plots = Plot.of(results);
	}

	static String of(Report report) {
		return new TablesPage(report.results()).write(report);
	}

	private String write(Report report) {
		this.page.text(INTRODUCTION.formatted(report.date(), report.rounds())).text(MarkdownReport.warning(report));
		this.page.heading("Medians");
		this.page.text("In parentheses: the factor by which Compute Platform is better. Below 1 it is worse.\n");
		String title = "";
		for (Metric metric : this.metrics) {
			if (!metric.title().equals(title)) {
				title = metric.title();
				this.page.subheading(title);
				head();
			}
			row(metric, TablesPage::median);
		}
		for (Plot plot : this.plots) {
			this.page.text("\n![%s](images/%s)\n".formatted(plot.title(), plot.fileName()));
		}
		this.page.heading("Spread");
		this.page.text("Minimum and maximum of all rounds.\n\n");
		head();
		this.metrics.forEach((metric) -> row(metric, TablesPage::spread));
		return this.page.toString();
	}

	private void head() {
		this.page.row(Stream.concat(Stream.of("measure"), this.contenders.stream().map(Contenders::title)));
		this.page.row(Stream.concat(Stream.of("---"), this.contenders.stream().map((contender) -> "---:")));
	}

	private void row(Metric metric, BiFunction<Metric, Contenders, String> cell) {
		this.page.row(Stream.concat(Stream.of("%s, %s".formatted(metric.name(), metric.unit().label())),
				this.contenders.stream().map((contender) -> cell.apply(metric, contender))));
	}

	private static String median(Metric metric, Contenders contender) {
		String median = Markdown.number(metric.median(contender));
		OptionalDouble better = metric.unit().moreIsBetter() ? metric.ratio(FIRST, contender)
				: metric.ratio(contender, FIRST);
		// Not a number if a count is zero.
		return (contender == FIRST || better.isEmpty() || !Double.isFinite(better.getAsDouble())) ? median
				: "%s (%s)".formatted(median, Markdown.number(better));
	}

	private static String spread(Metric metric, Contenders contender) {
		return metric.values().containsKey(contender) ? "%s to %s".formatted(Markdown.number(metric.least(contender)),
				Markdown.number(metric.most(contender))) : "-";
	}

}
