package io.computeplatform.benchmarks.contender;

import java.util.EnumSet;
import java.util.Set;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * All contenders, the one that others are compared with first.
 */
public enum Contenders {

	COMPUTE_PLATFORM("Compute Platform", "`%s`".formatted(ComputePlatform.SETTINGS), ComputePlatform::new),

	SPRING_AMQP("Spring AMQP listener",
			"no database; `RabbitTemplate.invoke` with a confirm awaited for each call, "
					+ "`SimpleMessageListenerContainer`, prefetch " + Contenders.PREFETCH
					+ "; a job that fails is requeued at once and not counted",
			SpringAmqp::new),

	NAIVE("naive design",
			"a row and a message for each job, one transaction for each step, one confirm for each message, prefetch "
					+ Contenders.PREFETCH,
			Naive::new, Lack.BULK),

	DB_SCHEDULER_LOCK("db-scheduler, lock-and-fetch", DbScheduler.SETTINGS + ", `pollUsingLockAndFetch(1, 4)`",
			DbScheduler::locking),

	DB_SCHEDULER_FETCH("db-scheduler, fetch", DbScheduler.SETTINGS + ", `pollUsingFetch(0.5, 3)`",
			DbScheduler::fetching),

	JOBRUNR("JobRunr", JobRunr.SETTINGS, JobRunr::new),

	RAW_CLIENT("RabbitMQ alone",
			"no database; RabbitMQ's Java client, a channel for each thread, "
					+ "a confirm awaited for each call, prefetch " + Contenders.PREFETCH
					+ "; a job that fails is requeued at once and not counted",
			RawClient::new),

	POSTGRES_FLOOR("PostgreSQL alone",
			"no broker; one insert, and one update by primary key, in a transaction of its own for each job",
			PostgresFloor::new, Lack.WAKING, Lack.RETRY);

	/** Messages that each worker holds, of all who take messages. */
	public static final int PREFETCH = 250;

	private final String title;

	private final String settings;

	private final Opening opening;

	private final Set<Lack> lacks = EnumSet.noneOf(Lack.class);

	Contenders(String title, String settings, Opening opening, Lack... lacks) {
		this.title = title;
		this.settings = settings;
		this.opening = opening;
		this.lacks.addAll(Set.of(lacks));
	}

	public String title() {
		return this.title;
	}

	/** How it is set up, where that is not by default. */
	public String settings() {
		return this.settings;
	}

	/** Whether there is a way to submit many jobs at once. */
	public boolean hasBulk() {
		return !this.lacks.contains(Lack.BULK);
	}

	/** Whether workers take jobs that are submitted while they run. */
	public boolean wakes() {
		return !this.lacks.contains(Lack.WAKING);
	}

	/** Whether a job that fails is tried again. */
	public boolean retries() {
		return !this.lacks.contains(Lack.RETRY);
	}

	public Contender open(Sandbox place) throws Exception {
		return this.opening.open(place);
	}

	/** Whether it has something for administrators. */
	public boolean hasAdministration() {
		return this == COMPUTE_PLATFORM || this == JOBRUNR || this == DB_SCHEDULER_LOCK;
	}

	public Administration openAdministration(Sandbox place) throws Exception {
		return switch (this) {
			case COMPUTE_PLATFORM -> new ComputePlatformAdministration(place);
			case JOBRUNR -> new JobRunrAdministration(place);
			case DB_SCHEDULER_LOCK -> new DbSchedulerAdministration(place);
			default -> throw new IllegalStateException(this.title + " has nothing for administrators");
		};
	}

	private enum Lack {

		BULK, WAKING, RETRY

	}

	@FunctionalInterface
	private interface Opening {

		Contender open(Sandbox place) throws Exception;

	}

}
