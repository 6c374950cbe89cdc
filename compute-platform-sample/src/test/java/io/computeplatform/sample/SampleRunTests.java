package io.computeplatform.sample;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class SampleRunTests {

	@Test
	void everyDocumentIsTriedToItsEndAndReported(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.isActive()).isTrue();
			assertThat(output).contains("11 jobs submitted")
				.containsPattern("try 1 of 5  failed: HTTP 503: .* \\(next try in 2\\.0 s\\)")
				.containsPattern("failed: Connection broke: ")
				.contains("10 of 11 documents are complete, 1 failed for good")
				.containsPattern("the-clockmaker.txt +\\| complete \\| 3 of 5 \\| 130 words, 80 different, .*'clock'")
				.containsPattern(
						"lost-chapter.txt +\\| failed +\\| 5 of 5 \\| HTTP 500: The disk has a bad sector here")
				.contains("Messages in the dead-letter queue: 1")
				.containsPattern("lost-chapter.txt \\| 5 +\\| executor-failed \\| HTTP 500")
				.contains("The sample stops now")
				.doesNotContain("WARN", "ERROR", "Exception");
			assertThat(output.toString().lines().filter((line) -> line.matches("\\| .*\\.txt +\\| complete .*")))
				.hasSize(10);
		}
	}

	@Test
	void impossibleShareStopsTheStart(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run("--sample.server.failure-share=1.5"));
		assertThat(output).contains("APPLICATION FAILED TO START", "'1.5'", "sample.server.failure-share",
				"0 (none fails) to 1 (all fail)");
	}

	@Test
	void missingFolderStopsTheStart(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> run("--sample.server.folder=no/such/folder"));
		assertThat(output).contains("APPLICATION FAILED TO START", "sample.server.folder",
				"is not a folder that can be read");
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return SpringApplication.run(SampleApplication.class,
				Stream.concat(Stream.of("--sample.exit-when-done=true", "--server.port=0"), Stream.of(arguments))
					.toArray(String[]::new));
	}

}
