package io.computeplatform.sample.server;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which requests fail. Each document has its own random sequence, derived from
 * the seed, so runs are repeatable regardless of request order.
 */
final class Hiccups {

	private final double share;

	private final long seed;

	private final Map<String, Integer> requests = new ConcurrentHashMap<>();

	Hiccups(double share, long seed) {
		this.share = share;
		this.seed = seed;
	}

	Hiccup next(String document) {
		int request = this.requests.merge(document, 1, Integer::sum);
		double random = new SplittableRandom((this.seed * 31 + document.hashCode()) * 31 + request).nextDouble();
		if (random >= this.share) {
			return Hiccup.NONE;
		}
		return (random < this.share / 2) ? Hiccup.CUT : Hiccup.BUSY;
	}

	enum Hiccup {

		/** The document is sent. */
		NONE,

		/** The connection is closed in the middle of the document. */
		CUT,

		/** 503 with Retry-After. */
		BUSY

	}

}
