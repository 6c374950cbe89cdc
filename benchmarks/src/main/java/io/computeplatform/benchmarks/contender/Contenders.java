package io.computeplatform.benchmarks.contender;

import io.computeplatform.benchmarks.server.Place;

/**
 * All contenders, the one that others are compared with first.
 */
public enum Contenders {

	COMPUTE_PLATFORM("Compute Platform", true, "`%s`".formatted(ComputePlatform.SETTINGS), ComputePlatform::new),

	RAW_CLIENT("raw client", true, "RabbitMQ's Java client, a channel for each thread, a confirm awaited for each call",
			RawClient::new),

	SPRING_AMQP("Spring AMQP listener", true,
			"no database; `RabbitTemplate.invoke` with a confirm awaited for each call, `SimpleMessageListenerContainer`; "
					+ "a job that fails is requeued at once and not counted",
			SpringAmqp::new);

	/** Messages that each worker holds, of all who take messages. */
	static final int PREFETCH = 250;

	private final String title;

	private final boolean bulk;

	private final String settings;

	private final Opening opening;

	Contenders(String title, boolean bulk, String settings, Opening opening) {
		this.title = title;
		this.bulk = bulk;
		this.settings = settings;
		this.opening = opening;
	}

	public String title() {
		return this.title;
	}

	/** Whether there is a way to submit many jobs at once. */
	public boolean hasBulk() {
		return this.bulk;
	}

	/** Whether a job that fails is tried again. */
	public boolean retries() {
		return true;
	}

	/** How it is set up, where that is not by default. */
	public String settings() {
		return this.settings;
	}

	public Contender open(Place place) throws Exception {
		return this.opening.open(place);
	}

	@FunctionalInterface
	private interface Opening {

		Contender open(Place place) throws Exception;

	}

}
