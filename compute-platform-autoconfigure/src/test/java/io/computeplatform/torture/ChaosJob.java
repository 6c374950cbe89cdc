package io.computeplatform.torture;

/**
 * Payload of a job: what its executor is to do.
 *
 * @param key names the job in the notes of its submitter
 * @param kind what to do
 */
record ChaosJob(String key, Kind kind) {

	enum Kind {

		SUCCEED(1000),

		FAIL_SOMETIMES(200),

		FAIL_ALWAYS(40),

		FAIL_FOR_GOOD(20),

		/** Past the timeout, until it is interrupted. */
		HANG(5),

		/** Past the timeout, whatever interrupts it. */
		HANG_DEAF(2),

		/** Longer than a lease lasts. */
		TAKE_LONG(10),

		/** Takes every connection of the pool for a while. */
		HOG_CONNECTIONS(1),

		/** Ends the JVM. */
		HALT(1),

		/** Allocates until the JVM ends. */
		EXHAUST_MEMORY(1);

		private final int weight;

		Kind(int weight) {
			this.weight = weight;
		}

		int weight() {
			return this.weight;
		}

	}

}
