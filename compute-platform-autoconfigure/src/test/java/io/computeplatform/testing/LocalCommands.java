package io.computeplatform.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What servers installed on this machine have in common.
 */
final class LocalCommands {

	private LocalCommands() {
	}

	/**
	 * Looks in the given directories first, then where a shell would.
	 */
	static Optional<Path> find(String name, List<Path> directories) {
		List<Path> places = new ArrayList<>(directories);
		for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
			places.add(Path.of(place));
		}
		return places.stream().map((place) -> place.resolve(name)).filter(Files::isExecutable).findFirst();
	}

	static List<Path> subdirectories(Path parent, String child) {
		if (!Files.isDirectory(parent)) {
			return List.of();
		}
		try (Stream<Path> children = Files.list(parent)) {
			return children.sorted(Comparator.reverseOrder()).map((path) -> path.resolve(child)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs a command to its end. Its output goes to a file, because a server it starts
	 * would keep a pipe open.
	 */
	static void run(Path output, List<String> command) {
		run(output, command, Map.of());
	}

	static void run(Path output, List<String> command, Map<String, String> environment) {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.directory(output.getParent().toFile())
			.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
		builder.environment().putAll(environment);
		try {
			Process process = builder.start();
			// Some would wait for input.
			process.getOutputStream().close();
			if (!process.waitFor(180, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException("%s does not end: %s".formatted(command, read(output)));
			}
			if (process.exitValue() != 0) {
				throw new IllegalStateException("%s failed: %s".formatted(command, read(output)));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while running " + command, ex);
		}
	}

	static String read(Path output) {
		try {
			return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try {
			List<Path> paths;
			try (Stream<Path> tree = Files.walk(directory)) {
				paths = tree.sorted(Comparator.reverseOrder()).toList();
			}
			for (Path path : paths) {
				Files.deleteIfExists(path);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
