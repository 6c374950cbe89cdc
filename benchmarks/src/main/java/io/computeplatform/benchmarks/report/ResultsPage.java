package io.computeplatform.benchmarks.report;

import java.util.List;

/**
 * The generated part of the results page: introduction and targets. The handwritten
 * sections follow it.
 */
final class ResultsPage {

	private static final String INTRODUCTION = """
			# Performance

			Compute Platform compared with alternatives: a Spring AMQP listener, a naive design, db-scheduler and JobRunr.
			RabbitMQ alone and PostgreSQL alone are references. All use the same PostgreSQL and RabbitMQ and are measured in turn
			(date: %s, rounds: %d). Times are valid for one machine only; ratios are more portable.
			[Method](performance-method.md) describes the measures, the machine and how to repeat the benchmark.
			[Tables](performance-tables.md) lists the median and the spread of each measure.
			""";

	private static final String RATIOS = """
			A ratio divides Compute Platform's number by that of an alternative, its cost at a large size by that at a small size,
			its time with failures by that without, or its number under pressure by that before.

			""";

	private ResultsPage() {
	}

	static String of(Report report) {
		Markdown page = new Markdown().text(INTRODUCTION.formatted(report.date(), report.rounds()))
			.text(MarkdownReport.warning(report));
		List<String> failures = report.results().failures();
		if (!failures.isEmpty()) {
			page.heading("Failures");
			failures.forEach((failure) -> page.text("- " + failure + "\n"));
		}
		page.heading("Targets").text(RATIOS);
		page.row("ratio", "target", "measured").row("---", "---", "---:");
		for (Target target : Target.of(report.results())) {
			page.row(target.ratio(), target.wanted(), Markdown.number(target.measured()) + target.verdict());
		}
		return page.toString();
	}

}
