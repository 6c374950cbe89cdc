package io.computeplatform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The public types of this module, and its agreement with the auto-configurations and the
 * documentation.
 */
class LayoutTests {

	private static final Path ROOT = root();

	private static final String PUBLIC = """
			AutoConfigureJobTester
			EnqueuedJobsAssert
			JobRun
			JobTester
			JobTesterAssert
			RecordingAsyncPlatform
			RecordingAsyncPlatform$Submission
			""";

	@Test
	void typesThatTestsUseAreTheseAndNoOthers() {
		assertThat(
				new ClassFileImporter().importUrl(JobTester.class.getProtectionDomain().getCodeSource().getLocation())
					.stream()
					.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
					.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class))
					.map((type) -> type.getName().substring("io.computeplatform.test.".length()))
					.sorted()
					.collect(Collectors.joining("\n", "", "\n")))
			.isEqualTo(PUBLIC);
	}

	@Test
	void everyAutoConfigurationIsImportedOrExcluded() throws IOException {
		// Add a new one to the imports if it needs neither broker nor worker, otherwise
		// to the excluded ones.
		Set<String> known = new TreeSet<>(
				lines(new ClassPathResource("META-INF/spring/" + AutoConfigureJobTester.class.getName() + ".imports")));
		assertThat(known.remove(JobTesterAutoConfiguration.class.getName())).isTrue();
		known.addAll(WithoutBrokerFilter.EXCLUDED);
		assertThat(new TreeSet<>(lines(new FileSystemResource(ROOT.resolve("compute-platform-autoconfigure/src/main/"
				+ "resources/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")))))
			.isEqualTo(known);
	}

	@Test
	void exampleOfTheDocumentIsTheOneThatIsRunHere() {
		String sources = Stream.of("Reminder", "ReminderExecutor", "Invoices", "ReminderTests", "ConfirmationTests")
			.map((name) -> read(ROOT.resolve(
					"compute-platform-starter/test/src/test/java/io/computeplatform/test/example/" + name + ".java")))
			.map(LayoutTests::squeeze)
			.collect(Collectors.joining());
		List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(read(ROOT.resolve("docs/testing.md")))
			.results()
			.map((MatchResult block) -> squeeze(block.group(1)))
			.toList();
		assertThat(blocks).hasSizeGreaterThan(1).allSatisfy((block) -> assertThat(sources).contains(block));
	}

	private static List<String> lines(Resource resource) throws IOException {
		return resource.getContentAsString(StandardCharsets.UTF_8).lines().filter((line) -> !line.isBlank()).toList();
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

}
