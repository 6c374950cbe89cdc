package io.computeplatform.torture;

/**
 * What is done to the product from outside. What its own jobs do to it comes on top.
 */
enum Fault {

	KILL_WORKER(Lane.PROCESSES), TERM_WORKER(Lane.PROCESSES), FREEZE_WORKER(Lane.PROCESSES),
	KILL_SUBMITTER(Lane.PROCESSES), TERM_SUBMITTER(Lane.PROCESSES),

	RESTART_BROKER(Lane.SERVERS), CRASH_DATABASE(Lane.SERVERS), REFUSE_CONNECTIONS(Lane.SERVERS),
	STALL_DATABASE_FOR_ALL(Lane.SERVERS), PURGE_QUEUE(Lane.SERVERS), FILL_DEAD_LETTER_QUEUES(Lane.SERVERS),

	CUT_DATABASE(Lane.NETWORK), STALL_DATABASE(Lane.NETWORK), DELAY_DATABASE(Lane.NETWORK),
	RESET_DATABASE(Lane.NETWORK), CUT_BROKER(Lane.NETWORK), STALL_BROKER(Lane.NETWORK), DELAY_BROKER(Lane.NETWORK),
	RESET_BROKER(Lane.NETWORK);

	private final Lane lane;

	Fault(Lane lane) {
		this.lane = lane;
	}

	Lane lane() {
		return this.lane;
	}

	/**
	 * Faults of different lanes come at the same time, those of one after each other.
	 */
	enum Lane {

		PROCESSES(4), SERVERS(5), NETWORK(3);

		private final int seconds;

		Lane(int seconds) {
			this.seconds = seconds;
		}

		/** Time from one fault to the next, on average. */
		int seconds() {
			return this.seconds;
		}

	}

}
