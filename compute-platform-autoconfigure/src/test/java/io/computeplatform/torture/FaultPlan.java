package io.computeplatform.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.computeplatform.torture.Fault.Lane;

/**
 * The faults of one lane, in an order, to targets and for times that follow from a seed.
 * Each comes once before any comes again.
 */
final class FaultPlan {

	private final Lane lane;

	private final Random random;

	private final List<Fault> bag = new ArrayList<>();

	FaultPlan(Lane lane, long seed) {
		this.lane = lane;
		this.random = new Random(seed * 31 + lane.ordinal());
	}

	Step next() {
		if (this.bag.isEmpty()) {
			this.bag.addAll(Stream.of(Fault.values()).filter((fault) -> fault.lane() == this.lane).toList());
			Collections.shuffle(this.bag, this.random);
		}
		return new Step(this.bag.remove(0), this.random.nextInt(1000), millis(200, 4500),
				millis(0, 2000 * this.lane.seconds()));
	}

	private Duration millis(int from, int to) {
		return Duration.ofMillis(this.random.nextInt(from, to));
	}

	/**
	 * One fault.
	 *
	 * @param fault the fault
	 * @param target which instance or queue, modulo how many there are
	 * @param hold how long it lasts
	 * @param pause time before it
	 */
	record Step(Fault fault, int target, Duration hold, Duration pause) {

	}

}
