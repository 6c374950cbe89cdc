package io.computeplatform.aot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose beans were turned into code by the build. What a native image adds
 * to that can't be tried without its compiler: of it, only the hints are looked at.
 */
@WithTestEnvironment
class AheadOfTimeTests {

	@Test
	void applicationRunsItsJobsAndTellsAnImageWhatItReads(TestEnvironment environment, @TempDir Path directory) {
		Path sources = directory.resolve("sources");
		Path resources = directory.resolve("resources");
		Path classes = directory.resolve("classes");
		Map<String, String> settings = TestApplication.settings(environment);
		process(settings, sources, resources, classes);
		compile(sources, classes);
		String hints = read(resources);
		for (String hint : List.of(Work.class.getName(), "io/computeplatform/schema/",
				"io/computeplatform/internal/actuate/page/")) {
			assertThat(hints.contains(hint)).as("Hint about " + hint).isTrue();
		}
		String classPath = Stream.of(classes.toString(), resources.toString(), System.getProperty("java.class.path"))
			.collect(Collectors.joining(File.pathSeparator));
		try (JavaProcess worker = JavaProcess.start(WorkerMain.class, classPath, List.of("-Dspring.aot.enabled=true"),
				Map.of(), settings);
				TestApplication submitter = TestApplication.start(environment, "compute.async.worker.enabled=false")) {
			worker.awaitLine("Starting AOT-processed WorkerMain", Duration.ofMinutes(2));
			worker.awaitLine("READY", Duration.ofMinutes(2));
			JobId succeeding = submitter.submit(Work.failBefore(2));
			JobId failing = submitter.submit(Work.fail());
			submitter.await(succeeding, JobStatus.COMPLETE);
			submitter.await(failing, JobStatus.FAILED);
		}
	}

	private static void process(Map<String, String> settings, Path sources, Path resources, Path classes) {
		List<String> arguments = new ArrayList<>(List.of(WorkerMain.class.getName(), sources.toString(),
				resources.toString(), classes.toString(), "io.computeplatform", "aot-test"));
		settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		try (JavaProcess processor = JavaProcess.startWith(SpringApplicationAotProcessor.class, arguments)) {
			assertThat(processor.exitValue(Duration.ofMinutes(2))).as(processor.output().toString()).isZero();
		}
	}

	private static void compile(Path sources, Path classes) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
			boolean compiled = compiler
				.getTask(null, files, null,
						List.of("-cp", classPath, "-d", classes.toString(), "-proc:none", "-nowarn"), null,
						files.getJavaFileObjectsFromPaths(filesIn(sources, ".java")))
				.call();
			assertThat(compiled).isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path resources) {
		return filesIn(resources, ".json").stream().map((file) -> {
			try {
				return Files.readString(file).replace("\\/", "/");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).collect(Collectors.joining());
	}

	private static List<Path> filesIn(Path directory, String ending) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(ending)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
