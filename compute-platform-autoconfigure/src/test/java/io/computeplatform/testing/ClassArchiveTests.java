package io.computeplatform.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
class ClassArchiveTests {

	@TempDir
	private Path directory;

	@Test
	void classesOfTheJarsComeFromTheArchive() throws Exception {
		ClassArchive archive = ClassArchive.in(this.directory);
		assertThat(archive.isToBeListed()).isTrue();
		assertThat(archive.isToBeListed()).isFalse();
		assertThat(run(archive.arguments(true))).doesNotContain("shared objects file");
		archive.make(1);
		Awaitility.await().until(() -> Files.exists(this.directory.resolve("classes.jsa")));
		assertThat(run(archive.arguments(false)))
			.containsPattern("org.awaitility.Awaitility source: shared objects file");
	}

	@Test
	void anotherOneIsListedAfterOneThatWasNoApplication() throws Exception {
		ClassArchive archive = ClassArchive.in(this.directory);
		assertThat(archive.isToBeListed()).isTrue();
		run(archive.arguments(true));
		archive.make(ClassArchive.CLASSES_OF_APPLICATION);
		assertThat(archive.isToBeListed()).isTrue();
	}

	private static String run(List<String> arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xlog:class+load"));
		command.addAll(arguments);
		command.add(Loading.class.getName());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	static final class Loading {

		private Loading() {
		}

		public static void main(String[] args) {
			Awaitility.reset();
		}

	}

}
