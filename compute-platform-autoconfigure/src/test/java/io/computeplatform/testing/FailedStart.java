package io.computeplatform.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The report that a user sees of an application that fails to start. It is kept off the
 * console, where it would look like the failure of a test.
 */
public final class FailedStart {

	private FailedStart() {
	}

	/**
	 * Starts an application that must fail.
	 * @param source its configuration class
	 * @param properties each as name=value
	 * @return from "APPLICATION FAILED TO START" on
	 */
	public static String report(Class<?> source, String... properties) {
		return report(new SpringApplicationBuilder(source), properties);
	}

	/**
	 * Starts an application that must fail.
	 * @param environment where its servers are
	 * @param source its configuration class
	 * @param properties each as name=value, before those of the environment
	 * @return from "APPLICATION FAILED TO START" on
	 */
	public static String report(TestEnvironment environment, Class<?> source, String... properties) {
		return report(new SpringApplicationBuilder(source).properties(asObjects(environment)), properties);
	}

	public static String report(SpringApplicationBuilder application, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off"));
		List.of(properties).forEach((property) -> arguments.add("--" + property));
		PrintStream console = System.out;
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
		try (ConfigurableApplicationContext context = application.web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new))) {
			throw new AssertionError("The application started: " + context + " with " + arguments);
		}
		catch (RuntimeException ex) {
			return report(output.toString(StandardCharsets.UTF_8), ex);
		}
		finally {
			System.setOut(console);
		}
	}

	private static String report(String output, RuntimeException failure) {
		int start = output.indexOf("APPLICATION FAILED TO START");
		if (start < 0) {
			throw new AssertionError("There is no failure analysis: " + output, failure);
		}
		return output.substring(start);
	}

	private static Map<String, Object> asObjects(TestEnvironment environment) {
		return Map.copyOf(environment.properties());
	}

}
