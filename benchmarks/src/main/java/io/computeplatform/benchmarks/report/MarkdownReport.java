package io.computeplatform.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The report as Markdown: the generated part of the results page, the method and the
 * tables.
 */
public final class MarkdownReport {

	private static final String SHORT_RUN = """

			**This is the report of a short run. All contenders ran at once, so the numbers are not measurements.**
			""";

	private MarkdownReport() {
	}

	/**
	 * Writes the three documents and the plots.
	 * @return the results page
	 */
	public static Path write(Report report, Path folder) throws IOException {
		Path results = folder.resolve("performance.md");
		Files.writeString(results, ResultsPage.of(report));
		Files.writeString(folder.resolve("performance-method.md"), MethodPage.of(report));
		Files.writeString(folder.resolve("performance-tables.md"), TablesPage.of(report));
		Path images = Files.createDirectories(folder.resolve("images"));
		for (Plot plot : Plot.of(report.results())) {
			Files.writeString(images.resolve(plot.fileName()), plot.svg());
		}
		return results;
	}

	/** Returns a warning for a short run, otherwise an empty text. */
	static String warning(Report report) {
		return report.brief() ? SHORT_RUN : "";
	}

}
