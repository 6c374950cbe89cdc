package io.computeplatform.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the two programs that tests in a browser need. They are never downloaded.
 */
enum BrowserProgram {

	BROWSER("COMPUTE_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome"),

	DRIVER("COMPUTE_TEST_CHROMEDRIVER", "chromedriver");

	private final String variable;

	private final List<String> names;

	BrowserProgram(String variable, String... names) {
		this.variable = variable;
		this.names = List.of(names);
	}

	Optional<Path> find(Map<String, String> environment) {
		String named = environment.get(this.variable);
		if (named != null) {
			return Optional.of(Path.of(named)).filter(Files::isExecutable);
		}
		return this.names.stream().flatMap((name) -> LocalCommands.find(name, List.of()).stream()).findFirst();
	}

	/**
	 * Where it was looked for.
	 */
	String place(Map<String, String> environment) {
		String named = environment.get(this.variable);
		return (named != null) ? this.variable + "=" + named : String.join(" or ", this.names) + " on the PATH";
	}

}
