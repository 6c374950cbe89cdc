package io.computeplatform.sample.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The texts to serve, by name. Unknown names are never looked up in the file system.
 */
final class Texts {

	/** The document that fails until the server is repaired. */
	static final String BROKEN = "lost-chapter.txt";

	private final SortedMap<String, Resource> byName = new TreeMap<>();

	private Texts(List<? extends Resource> texts) {
		this.byName.put(BROKEN, new ClassPathResource("broken/" + BROKEN));
		for (Resource text : texts) {
			this.byName.put(Objects.requireNonNull(text.getFilename()), text);
		}
	}

	static Texts of(@Nullable String folder) throws IOException {
		return (folder != null) ? inFolder(folder)
				: new Texts(List.of(new PathMatchingResourcePatternResolver().getResources("classpath:/texts/*.txt")));
	}

	private static Texts inFolder(String folder) throws IOException {
		Path path = Path.of(folder).toAbsolutePath().normalize();
		if (!Files.isDirectory(path) || !Files.isReadable(path)) {
			throw invalid(folder, "'%s' is not a folder that can be read.".formatted(path));
		}
		try (Stream<Path> files = Files.list(path)) {
			List<FileSystemResource> texts = files
				.filter((file) -> Files.isRegularFile(file) && file.toString().endsWith(".txt"))
				.map(FileSystemResource::new)
				.toList();
			if (texts.isEmpty()) {
				throw invalid(folder, "'%s' has no file whose name ends with .txt.".formatted(path));
			}
			return new Texts(texts);
		}
	}

	private static RuntimeException invalid(String folder, String reason) {
		return new InvalidConfigurationPropertyValueException("sample.server.folder", folder, reason);
	}

	List<String> names() {
		return List.copyOf(this.byName.keySet());
	}

	byte @Nullable [] read(String name) throws IOException {
		Resource text = this.byName.get(name);
		return (text != null) ? text.getContentAsByteArray() : null;
	}

}
