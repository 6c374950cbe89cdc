package io.computeplatform.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of the libraries as JVMs map them, which takes half the time of reading and
 * verifying them again. Made once in each build, from the classes that one of the first
 * JVMs loads; those that start before do without.
 */
final class ClassArchive {

	static final int CLASSES_OF_APPLICATION = 3_000;

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private final String jars;

	private final String classPath;

	private final Path archive;

	private final Path list;

	private ClassArchive(String jars, String classPath, Path directory) {
		this.jars = jars;
		this.classPath = classPath;
		this.archive = directory.resolve("classes.jsa");
		this.list = directory.resolve("classes.list");
	}

	/**
	 * Returns the archive of this JVM's class path.
	 * @param directory where it is kept
	 */
	static ClassArchive in(Path directory) {
		List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		Predicate<String> isJar = (entry) -> entry.endsWith(".jar");
		// An archive has the classes of the jars with which a class path begins.
		String jars = join(entries.stream().filter(isJar));
		return new ClassArchive(jars, jars + File.pathSeparator + join(entries.stream().filter(Predicate.not(isJar))),
				directory);
	}

	private static String join(Stream<String> entries) {
		return entries.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Whether the next JVM is to tell which classes it loads. True once.
	 */
	boolean isToBeListed() {
		try {
			Files.createFile(this.list);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Arguments of a JVM with the class path.
	 * @param listed whether it is to tell which classes it loads
	 */
	List<String> arguments(boolean listed) {
		if (listed) {
			return List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + this.list, "-cp", this.classPath);
		}
		return Files.exists(this.archive) ? List.of("-XX:SharedArchiveFile=" + this.archive, "-cp", this.classPath)
				: List.of("-cp", this.classPath);
	}

	/**
	 * Makes the archive in the background, once the JVM that was listed has ended. If
	 * that was no application, another one is to be listed.
	 * @param minClasses number of classes that an application loads at least
	 */
	void make(int minClasses) {
		if (listed() < minClasses) {
			delete();
			return;
		}
		Path unfinished = this.archive.resolveSibling("classes.unfinished");
		List<String> command = List.of(JAVA, "-XX:+UseSerialGC", "-Xshare:dump", "-XX:SharedClassListFile=" + this.list,
				"-XX:SharedArchiveFile=" + unfinished, "-cp", this.jars);
		try {
			Process dump = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.archive.resolveSibling("classes.log").toFile())
				.start();
			OnJvmExit.run("kill-archive", dump::destroyForcibly);
			dump.onExit().thenAccept((ended) -> finish(ended, unfinished));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long listed() {
		try (Stream<String> lines = Files.lines(this.list)) {
			return lines.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void delete() {
		try {
			Files.delete(this.list);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void finish(Process dump, Path unfinished) {
		try {
			if (dump.exitValue() == 0) {
				Files.move(unfinished, this.archive, StandardCopyOption.ATOMIC_MOVE);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
