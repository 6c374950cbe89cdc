package io.computeplatform.torture;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What instances hold of what can leak.
 *
 * @param held how many, by name
 */
record Resources(Map<String, Held> held) {

	/** What survivors hold, and the broker for all. */
	static Resources of(Arena arena) {
		Map<String, Held> held = new TreeMap<>();
		for (Instance survivor : arena.survivors()) {
			held.put(survivor.name() + " connections to the database", new Held(survivor.database().connections(), 2));
			held.put(survivor.name() + " connections to the broker", new Held(survivor.broker().connections(), 2));
			Path process = Path.of("/proc", String.valueOf(survivor.pid()));
			held.put(survivor.name() + " threads", new Held(entries(process.resolve("task")), 15));
			held.put(survivor.name() + " files", new Held(entries(process.resolve("fd")), 15));
		}
		// Not all are open at once after the start.
		held.put("channels of all", new Held(Math.max(arena.channels(), arena.channelsNeeded()), 5));
		return new Resources(held);
	}

	/** Nothing to count on systems that do not show it. */
	private static int entries(Path directory) {
		String[] entries = directory.toFile().list();
		return (entries != null) ? entries.length : 0;
	}

	/**
	 * Some of one resource.
	 *
	 * @param count how many
	 * @param slack how many more may be held at another time
	 */
	record Held(int count, int slack) {

	}

}
