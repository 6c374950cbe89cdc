package io.computeplatform.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows compiles and runs, and what it points to is there.
 */
@Tag("engine")
@WithTestEnvironment
class ReadmeTests {

	private static final Path ROOT = root();

	@Test
	void exampleIsTheOneThatIsCompiledHere() {
		assertThat(blocks("java", "README.md")).hasSize(2)
			.allSatisfy((block) -> assertThat(sources("readme")).contains(squeeze(block)));
	}

	@Test
	void exampleRunsAsConfiguredInTheReadme(TestEnvironment environment) {
		environment.queue("invoices");
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(blocks("yaml", "README.md").get(0).getBytes()));
		String[] properties = yaml.getObject()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().toString().startsWith("compute."))
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new);
		assertThat(properties).isNotEmpty();
		try (TestApplication application = TestApplication.start(environment, Example.class, properties)) {
			JobId id = application.bean(Orders.class).close(new Invoice("Ada", new BigDecimal("12.50")));
			Job job = application.await(id, JobStatus.COMPLETE);
			assertThat(job.tryCount()).isEqualTo(3);
			assertThat(application.bean(MailServer.class).sent()).containsExactly("Ada: You owe us 12.50");
		}
	}

	@Test
	void securityRulesAreThoseThatTheTestsOfTheEndpointsRunOn() {
		assertThat(blocks("java", "docs/administration.md"))
			.filteredOn((block) -> block.contains("SecurityFilterChain"))
			.singleElement()
			.satisfies((block) -> assertThat(sources("actuate")).contains(squeeze(block)));
	}

	@Test
	void everyTestThatADocumentNamesExists() {
		assertThat(documents().flatMap((document) -> find("`(\\w+Tests)\\.(\\w+)`", read(document)))).isNotEmpty()
			.allSatisfy((test) -> assertThat(testSources(test.group(1))).as(test.group())
				.contains("void " + test.group(2) + "("));
	}

	@Test
	void everyFileThatADocumentLinksToExists() {
		documents().forEach((document) -> find("\\]\\((?!http)([^)#]+)", read(document))
			.forEach((link) -> assertThat(document.resolveSibling(link.group(1))).exists()));
	}

	private static Stream<Path> documents() {
		return Stream.concat(
				Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "UPGRADING.md").map(ROOT::resolve),
				walk(ROOT.resolve("docs")).filter((path) -> path.toString().endsWith(".md")));
	}

	private static List<String> blocks(String language, String document) {
		return find("```" + language + "\n(.*?)```", read(ROOT.resolve(document))).map((block) -> block.group(1))
			.toList();
	}

	private static Stream<MatchResult> find(String regex, String text) {
		return Pattern.compile(regex, Pattern.DOTALL).matcher(text).results();
	}

	private static String sources(String name) {
		return files("/" + name + "/").map(ReadmeTests::read).map(ReadmeTests::squeeze).reduce("", String::concat);
	}

	private static String testSources(String test) {
		return files("/" + test + ".java").map(ReadmeTests::read).reduce("", String::concat);
	}

	private static Stream<Path> files(String part) {
		try (Stream<Path> all = Stream
			.of("compute-platform-autoconfigure", "compute-platform-starter", "compute-platform-sample")
			.map(ROOT::resolve)
			.filter(Files::exists)
			.flatMap(ReadmeTests::walk)) {
			return all.filter((path) -> path.toString().endsWith(".java") && path.toString().contains(part))
				.toList()
				.stream();
		}
	}

	private static Stream<Path> walk(Path directory) {
		try {
			return Files.walk(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String squeeze(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

	private static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
			directory = directory.getParent();
		}
		return directory;
	}

	@EnableAutoConfiguration
	@ComponentScan
	static class Example {

		@Bean
		MailServer mailServer() {
			return new MailServer();
		}

	}

}
