package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * Another JVM with this one's class path, to be killed. Its output is kept below
 * {@code target}.
 */
public final class JavaProcess implements AutoCloseable {

	private static final Duration TO_DIE = Duration.ofSeconds(10);

	private static final Path OUTPUTS = Path.of("target", "processes").toAbsolutePath();

	private final Process process;

	private final Path output;

	private JavaProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
		OnJvmExit.run("kill-" + process.pid(), process::destroyForcibly);
	}

	public static JavaProcess start(Class<?> main, Map<String, String> properties) {
		return start(main, List.of(), properties);
	}

	public static JavaProcess start(Class<?> main, List<String> jvmArguments, Map<String, String> properties) {
		return start(main, jvmArguments, Map.of(), properties);
	}

	/**
	 * Starts a JVM.
	 * @param main has the main method
	 * @param jvmArguments given to the JVM
	 * @param environment environment variables besides those of this process
	 * @param properties given to the main method as {@code --name=value}
	 */
	public static JavaProcess start(Class<?> main, List<String> jvmArguments, Map<String, String> environment,
			Map<String, String> properties) {
		List<String> command = new ArrayList<>(List.of(main.getName()));
		command.addAll(arguments(properties));
		return launchArchived(main, jvmArguments, command, environment);
	}

	/**
	 * Starts a JVM.
	 * @param main has the main method
	 * @param classPath instead of this one's
	 * @param jvmArguments given to the JVM
	 * @param environment environment variables besides those of this process
	 * @param properties given to the main method as {@code --name=value}
	 */
	public static JavaProcess start(Class<?> main, String classPath, List<String> jvmArguments,
			Map<String, String> environment, Map<String, String> properties) {
		List<String> command = new ArrayList<>(jvmArguments);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(arguments(properties));
		return launch(main, command, environment);
	}

	private static List<String> arguments(Map<String, String> properties) {
		return properties.entrySet().stream().map((entry) -> "--" + entry.getKey() + "=" + entry.getValue()).toList();
	}

	/**
	 * Starts a JVM with this one's class path.
	 * @param main has the main method
	 * @param arguments given to it as they are
	 */
	public static JavaProcess startWith(Class<?> main, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(main.getName()));
		command.addAll(arguments);
		return launchArchived(main, List.of(), command, Map.of());
	}

	private static JavaProcess launchArchived(Class<?> main, List<String> jvmArguments, List<String> command,
			Map<String, String> environment) {
		createOutputs();
		ClassArchive archive = ClassArchive.in(OUTPUTS);
		boolean listed = archive.isToBeListed();
		List<String> all = new ArrayList<>(jvmArguments);
		all.addAll(archive.arguments(listed));
		all.addAll(command);
		JavaProcess process = launch(main, all, environment);
		if (listed) {
			process.process.onExit().thenRun(() -> archive.make(ClassArchive.CLASSES_OF_APPLICATION));
		}
		return process;
	}

	private static void createOutputs() {
		try {
			Files.createDirectories(OUTPUTS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static JavaProcess launch(Class<?> main, List<String> arguments, Map<String, String> environment) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// It lives for seconds.
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		command.addAll(arguments);
		createOutputs();
		try {
			Path output = Files.createTempFile(OUTPUTS, main.getSimpleName() + "-", ".log");
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().putAll(environment);
			return new JavaProcess(builder.start(), output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	public Path output() {
		return this.output;
	}

	/**
	 * Waits for a line of output in which the expression is found, from the beginning.
	 * @return the first such line
	 */
	public String awaitLine(String regex, Duration timeout) {
		Pattern pattern = Pattern.compile(regex);
		return Awaitility.await("Line with '%s' in %s".formatted(regex, this.output))
			.atMost(timeout)
			.pollInterval(Duration.ofMillis(50))
			.failFast("Process has ended, see " + this.output, () -> !isAlive() && line(pattern).isEmpty())
			.until(() -> line(pattern), Optional::isPresent)
			.orElseThrow();
	}

	private Optional<String> line(Pattern pattern) {
		return LocalCommands.read(this.output).lines().filter((line) -> pattern.matcher(line).find()).findFirst();
	}

	/** Also ends a stopped process, at once and without any clean-up. */
	public void kill9() {
		this.process.destroyForcibly();
		exitValue(TO_DIE);
	}

	/** Asks for an orderly end and does not wait for it. */
	public void sigterm() {
		signal("TERM");
	}

	public void sigstop() {
		signal("STOP");
	}

	public void sigcont() {
		signal("CONT");
	}

	/**
	 * Waits for the end of the process.
	 */
	public int exitValue(Duration timeout) {
		try {
			if (!this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("Process still runs after %s, see %s".formatted(timeout, this.output));
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a process", ex);
		}
	}

	@Override
	public void close() {
		kill9();
	}

	private void signal(String name) {
		LocalCommands.run(this.output.resolveSibling("signals.log"),
				List.of("kill", "-" + name, String.valueOf(pid())));
	}

}
