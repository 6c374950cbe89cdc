package io.computeplatform.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Memory of this process.
 */
public final class Memory {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

	private static final double MEGABYTE = 1 << 20;

	private Memory() {
	}

	/** Peak resident memory, available on Linux only. */
	public static Optional<Reading> peak(String metric) throws IOException {
		if (!Files.exists(STATUS)) {
			return Optional.empty();
		}
		return PEAK.matcher(Files.readString(STATUS))
			.results()
			.findFirst()
			.map((MatchResult match) -> new Reading(metric, Unit.MEGABYTES,
					Long.parseLong(match.group(1)) * 1024 / MEGABYTE));
	}

	/** Live heap after a full GC. */
	static Reading liveHeap(String metric) {
		System.gc();
		long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		return new Reading(metric, Unit.MEGABYTES, used / MEGABYTE);
	}

}
