package io.computeplatform.benchmarks.contender;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The payload of a job, about 200 bytes of JSON.
 *
 * @param number number of the job, from 0
 * @param id id of the job
 * @param text padding to a typical size
 */
public record Work(int number, UUID id, String text) {

	private static final String TEXT = "A payload as it is found in many applications: "
			+ "a few names, a few numbers, the address of something larger.";

	public static Work of(int number) {
		// Not a secure random: its cost would be measured too.
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new Work(number, new UUID(random.nextLong(), random.nextLong()), TEXT);
	}

	public static List<Work> of(int from, int to) {
		return IntStream.range(from, to).mapToObj(Work::of).toList();
	}

}
