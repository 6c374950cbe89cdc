package io.computeplatform.internal.queue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/**
 * Finds the supertypes of a class by its name, in its class file. A class that a row
 * names is not loaded.
 */
final class ClassFiles {

	private static final Pattern CLASS_NAME = Pattern
		.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

	private static final int MAX_SUPERTYPES = 1000;

	private final MetadataReaderFactory readers;

	ClassFiles(@Nullable ClassLoader classLoader) {
		this.readers = new SimpleMetadataReaderFactory(classLoader);
	}

	/**
	 * Names of all supertypes of a class.
	 * @param name any text
	 * @return as many as can be found, without that of the class
	 */
	Set<String> supertypesOf(String name) {
		Set<String> found = new LinkedHashSet<>();
		Deque<String> open = new ArrayDeque<>(parentsOf(name));
		while (!open.isEmpty() && found.size() < MAX_SUPERTYPES) {
			String next = open.pop();
			if (found.add(next)) {
				open.addAll(parentsOf(next));
			}
		}
		return found;
	}

	private Collection<String> parentsOf(String name) {
		if (!CLASS_NAME.matcher(name).matches()) {
			return List.of();
		}
		try {
			ClassMetadata metadata = this.readers.getMetadataReader(name).getClassMetadata();
			Set<String> parents = new LinkedHashSet<>(List.of(metadata.getInterfaceNames()));
			if (metadata.hasSuperClass()) {
				parents.add(Objects.requireNonNull(metadata.getSuperClassName()));
			}
			return parents;
		}
		catch (IOException ex) {
			// The class is unknown here.
			return List.of();
		}
	}

}
