package io.computeplatform.benchmarks.contender;

import java.util.EnumSet;
import java.util.Set;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * All contenders. The first one is compared with the others.
 */
public enum Contenders {

	COMPUTE_PLATFORM("Compute Platform", "`%s`".formatted(ComputePlatform.SETTINGS), ComputePlatform::new),

	SPRING_AMQP("Spring AMQP listener",
			"no database; `RabbitTemplate.invoke` with a confirm awaited for each call, "
					+ "`SimpleMessageListenerContainer`, prefetch " + Contenders.PREFETCH
					+ "; a job that fails is requeued at once and not counted",
			SpringAmqp::new, MissingFeature.RECOVERY),

	NAIVE("naive design",
			"a row and a message for each job, one transaction for each step, one confirm for each message, prefetch "
					+ Contenders.PREFETCH,
			Naive::new, MissingFeature.BULK, MissingFeature.RECOVERY),

	DB_SCHEDULER_LOCK("db-scheduler, lock-and-fetch", DbScheduler.SETTINGS + ", `pollUsingLockAndFetch(1, 4)`",
			DbScheduler::locking),

	DB_SCHEDULER_FETCH("db-scheduler, fetch", DbScheduler.SETTINGS + ", `pollUsingFetch(0.5, 3)`",
			DbScheduler::fetching),

	JOBRUNR("JobRunr", JobRunr.SETTINGS, JobRunr::new),

	RAW_CLIENT("RabbitMQ alone",
			"no database; RabbitMQ's Java client, a channel for each thread, "
					+ "a confirm awaited for each call, prefetch " + Contenders.PREFETCH
					+ "; a job that fails is requeued at once and not counted",
			RawClient::new, MissingFeature.RECOVERY),

	POSTGRES_FLOOR("PostgreSQL alone",
			"no broker; one insert, and one update by primary key, in a transaction of its own for each job",
			PostgresFloor::new, MissingFeature.NEW_JOBS, MissingFeature.RETRY, MissingFeature.RECOVERY);

	/** Prefetch count of each worker, for all contenders that use a broker. */
	public static final int PREFETCH = 250;

	private final String title;

	private final String settings;

	private final Factory factory;

	private final Set<MissingFeature> missing = EnumSet.noneOf(MissingFeature.class);

	Contenders(String title, String settings, Factory factory, MissingFeature... missing) {
		this.title = title;
		this.settings = settings;
		this.factory = factory;
		this.missing.addAll(Set.of(missing));
	}

	public String title() {
		return this.title;
	}

	/** Settings that differ from the defaults. */
	public String settings() {
		return this.settings;
	}

	/** Whether there is an API for bulk submits. */
	public boolean hasBulk() {
		return !this.missing.contains(MissingFeature.BULK);
	}

	/** Whether running workers start jobs that are submitted later. */
	public boolean startsNewJobs() {
		return !this.missing.contains(MissingFeature.NEW_JOBS);
	}

	/** Whether a failed job is retried. */
	public boolean retries() {
		return !this.missing.contains(MissingFeature.RETRY);
	}

	/** Whether jobs in PostgreSQL survive the loss of a worker. The references do not. */
	public boolean recovers() {
		return !this.missing.contains(MissingFeature.RECOVERY);
	}

	/** Whether rows of finished jobs stay for long. */
	public boolean keepsFinished() {
		return this == COMPUTE_PLATFORM;
	}

	public Contender open(Sandbox sandbox) throws Exception {
		return this.factory.open(sandbox);
	}

	/** Whether there is an API for administrators. */
	public boolean hasAdministration() {
		return this == COMPUTE_PLATFORM || this == JOBRUNR || this == DB_SCHEDULER_LOCK;
	}

	public Administration openAdministration(Sandbox sandbox) throws Exception {
		return switch (this) {
			case COMPUTE_PLATFORM -> new ComputePlatformAdministration(sandbox);
			case JOBRUNR -> new JobRunrAdministration(sandbox);
			case DB_SCHEDULER_LOCK -> new DbSchedulerAdministration(sandbox);
			default -> throw new IllegalStateException(this.title + " has no API for administrators");
		};
	}

	private enum MissingFeature {

		BULK, NEW_JOBS, RETRY, RECOVERY

	}

	@FunctionalInterface
	private interface Factory {

		Contender open(Sandbox sandbox) throws Exception;

	}

}
