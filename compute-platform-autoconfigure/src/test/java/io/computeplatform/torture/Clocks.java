package io.computeplatform.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sets the clock of a process off, by libfaketime where it is installed.
 */
final class Clocks {

	private static final Optional<Path> LIBRARY = find();

	private Clocks() {
	}

	static boolean available() {
		return LIBRARY.isPresent();
	}

	/**
	 * Environment of a process whose clock is wrong.
	 * @param offset such as "+7m"
	 */
	static Map<String, String> wrongBy(String offset) {
		return LIBRARY
			.map((library) -> Map.of("LD_PRELOAD", library.toString(), "FAKETIME", offset,
					"FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0"))
			.orElse(Map.of());
	}

	private static Optional<Path> find() {
		Path libraries = Path.of("/usr/lib");
		if (!Files.isDirectory(libraries)) {
			return Optional.empty();
		}
		try (Stream<Path> architectures = Files.list(libraries)) {
			return architectures.map((path) -> path.resolve("faketime/libfaketimeMT.so.1"))
				.filter(Files::exists)
				.findFirst();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
