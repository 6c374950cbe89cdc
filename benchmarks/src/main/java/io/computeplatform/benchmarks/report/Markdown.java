package io.computeplatform.benchmarks.report;

import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Builds a Markdown document.
 */
final class Markdown {

	private final StringBuilder text = new StringBuilder();

	/** Appends text as it is. */
	Markdown text(String lines) {
		this.text.append(lines);
		return this;
	}

	Markdown heading(String title) {
		this.text.append("\n## ").append(title).append("\n\n");
		return this;
	}

	Markdown subheading(String title) {
		this.text.append("\n### ").append(title).append("\n\n");
		return this;
	}

	Markdown row(Stream<String> cells) {
		this.text.append("| ").append(String.join(" | ", cells.toList())).append(" |\n");
		return this;
	}

	Markdown row(String... cells) {
		return row(Stream.of(cells));
	}

	/** Three significant digits, or all digits before the decimal point. */
	static String number(OptionalDouble number) {
		if (number.isEmpty()) {
			return "-";
		}
		double value = number.getAsDouble();
		int decimals = (value >= 100) ? 0 : (value >= 10) ? 1 : 2;
		return ("%,." + decimals + "f").formatted(value);
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
