package io.computeplatform;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of asynchronous jobs. Validated as a whole when the application starts.
 * Spring Boot creates it. Its constructors, and those of its nested records, change with
 * the properties and are not for applications.
 *
 * @param enabled Whether jobs can be submitted and executed.
 * @param maxRetries How often a failed job is retried. Zero means one attempt.
 * @param maxExecutorFailures How many attempts of one job may fail in its executor before
 * it fails for good, even with tries left. Unlimited if not set.
 * @param maxTimeouts How many attempts of one job may time out before it fails for good,
 * even with tries left. Unlimited if not set.
 * @param maxWorkerLosses How many workers one job may lose before it fails for good, even
 * with tries left. Unlimited if not set.
 * @param unservedTimeout Time after which a job fails for good because no instance that
 * received its message had an executor for its type.
 * @param maxReleases How often a job may be released uncounted because its worker stops.
 * Beyond that its attempt counts as one whose worker was lost.
 * @param logFailures Which failures are logged: all (each failed attempt as a warning,
 * each job that failed for good as an error), final (only the latter), or none.
 * @param nonRetryableExceptions Class names of exceptions that are not retried,
 * subclasses and causes included.
 * @param maxStackTraceSize Size at which a recorded stack trace is truncated.
 * @param captureLogs Whether the log of a job also gets what the thread of its executor
 * logs through SLF4J. Needs Logback.
 * @param captureLevel Level below which captured lines are left out.
 * @param maxLogLines How many lines of the log of one attempt are kept: the first and the
 * newest ones, half each.
 * @param maxLogSize Size of the lines of one attempt that are kept.
 * @param maxResultSize Largest result that a job may have, as JSON.
 * @param sampleAfter Age from which a running attempt's thread is sampled, at each
 * renewal of the lease.
 * @param backoff Wait between the attempts of a job.
 * @param circuitBreaker Pause of a queue whose jobs all fail, so that an outage of a
 * service that they need does not use up their tries.
 * @param queuePrefix Text before the name of every queue on the broker.
 * @param queues Queues by name. An executor can add further ones with default settings.
 * @param worker Execution of jobs in this process.
 * @param relay Publishing of messages that were not confirmed, are due later, or were
 * lost.
 * @param retention Deletion of jobs that were finished long ago, and of bulk operations.
 * @param admin Limits of administrators' reads.
 * @param deadLetters Removal of stale dead letters.
 * @param masking Masking of sensitive values in payloads that are shown.
 * @param submitBatching Whether concurrent submits share a statement.
 * @param schema Database schema of the tables.
 * @param migrate Whether tables are created and migrated at start-up.
 * @param version Version of the application, which its failed attempts record. That of
 * the build information if not set.
 */
@ConfigurationProperties(prefix = "compute.async", ignoreUnknownFields = false)
public record ComputeAsyncProperties(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxRetries,
		@Nullable Integer maxExecutorFailures, @Nullable Integer maxTimeouts, @Nullable Integer maxWorkerLosses,
		@DefaultValue("1d") Duration unservedTimeout, @DefaultValue("20") int maxReleases,
		@DefaultValue("all") FailureLog logFailures, @DefaultValue List<String> nonRetryableExceptions,
		@DefaultValue("16KB") DataSize maxStackTraceSize, @DefaultValue("false") boolean captureLogs,
		@DefaultValue("info") Level captureLevel, @DefaultValue("1000") int maxLogLines,
		@DefaultValue("256KB") DataSize maxLogSize, @DefaultValue("1MB") DataSize maxResultSize,
		@DefaultValue("5s") Duration sampleAfter, @DefaultValue Backoff backoff,
		@DefaultValue CircuitBreaker circuitBreaker, @DefaultValue("") String queuePrefix,
		@DefaultValue Map<String, Queue> queues, @DefaultValue Worker worker, @DefaultValue Relay relay,
		@DefaultValue Retention retention, @DefaultValue Admin admin, @DefaultValue DeadLetters deadLetters,
		@DefaultValue Masking masking, @DefaultValue("auto") SubmitBatching submitBatching,
		@DefaultValue("compute") String schema, @DefaultValue("true") boolean migrate, @Nullable String version) {

	/**
	 * Wait between the attempts of a job.
	 *
	 * @param initialInterval Wait before the first retry. Zero sends a failed job
	 * straight to the back of its queue.
	 * @param multiplier Factor by which each wait grows over the one before.
	 * @param maxInterval Longest wait, before jitter.
	 * @param jitter Share of each wait, from 0 to 1, by which it varies at random.
	 */
	public record Backoff(@DefaultValue("1s") Duration initialInterval, @DefaultValue("2") double multiplier,
			@DefaultValue("5m") Duration maxInterval, @DefaultValue("0.2") double jitter) {

	}

	/**
	 * Pause of a queue whose jobs all fail.
	 *
	 * @param enabled Whether the circuit breaker is active.
	 * @param failureRate Share of failed attempts, above 0 and up to 1, at which a queue
	 * pauses.
	 * @param window Number of newest attempts, of one queue in one process, that count.
	 * @param minimumAttempts Number of attempts before the share is evaluated.
	 * @param probes Jobs let through after the pause. The queue resumes if the share of
	 * them that fails is below the failure rate.
	 * @param initialPause Pause before the first probe.
	 * @param multiplier Factor by which each pause grows over the one before, as long as
	 * probes fail.
	 * @param maxPause Longest pause.
	 */
	public record CircuitBreaker(@DefaultValue("false") boolean enabled, @DefaultValue("0.8") double failureRate,
			@DefaultValue("20") int window, @DefaultValue("10") int minimumAttempts, @DefaultValue("1") int probes,
			@DefaultValue("10s") Duration initialPause, @DefaultValue("2") double multiplier,
			@DefaultValue("5m") Duration maxPause) {

	}

	/**
	 * One queue.
	 *
	 * @param concurrency Number of jobs that run at once in this process.
	 * @param prefetch Number of messages that are held for each job that can run at once,
	 * running ones included.
	 * @param maxRetries How often a failed job of this queue is retried. The common value
	 * if not set.
	 * @param backoff Wait between the attempts of a job of this queue. The common one if
	 * not set.
	 * @param circuitBreaker Pause of this queue when its jobs all fail. The common
	 * setting if not set.
	 * @param timeout Time after which an attempt is interrupted and counts as failed.
	 * None if not set.
	 * @param type Type of the queue on the broker.
	 * @param deadLetterQueue Name of the dead-letter queue, before the prefix is added.
	 * The queue's own name and ".dlq" if not set.
	 * @param logFailures Which failures of this queue are logged. The common setting if
	 * not set.
	 */
	public record Queue(@DefaultValue("1") int concurrency, @DefaultValue("1") int prefetch,
			@Nullable Integer maxRetries, @Nullable Backoff backoff, @Nullable CircuitBreaker circuitBreaker,
			@Nullable Duration timeout, @DefaultValue("classic") QueueType type, @Nullable String deadLetterQueue,
			@Nullable FailureLog logFailures) {

	}

	/**
	 * Which failures are logged.
	 */
	public enum FailureLog {

		/**
		 * Each failed attempt as a warning, each job that failed for good as an error.
		 */
		ALL,

		/**
		 * Each job that failed for good, as an error.
		 */
		FINAL,

		/**
		 * None.
		 */
		NONE

	}

	/**
	 * Whether concurrent submits share a statement.
	 */
	public enum SubmitBatching {

		/**
		 * If the data source is a connection pool whose connections are all alike.
		 */
		AUTO,

		/**
		 * Always: no connection depends on the calling thread.
		 */
		ALWAYS,

		/**
		 * Never: each submit runs on its caller's own connection.
		 */
		NEVER

	}

	/**
	 * Type of a queue on the broker.
	 */
	public enum QueueType {

		/**
		 * On one node, durable.
		 */
		CLASSIC,

		/**
		 * Replicated over the nodes of a cluster.
		 */
		QUORUM

	}

	/**
	 * Execution of jobs in this process.
	 *
	 * @param enabled Whether this process executes jobs. Otherwise it only submits.
	 * @param leaseDuration Time without renewal after which a worker counts as lost.
	 * @param leaseRenewal Interval at which a worker renews its lease.
	 * @param shutdownGrace Time that running jobs get to end when the application stops.
	 * @param interruptGrace Time that an interrupted attempt gets to end before its
	 * outcome is recorded without it.
	 * @param completionDelay Time that completions wait for others, to be recorded by one
	 * statement, in queues with a prefetch of 10 or more.
	 * @param claimAhead Jobs that run shorter than this on average are claimed while
	 * others run, in queues with a concurrency and a prefetch of 2 or more.
	 */
	public record Worker(@DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration leaseDuration,
			@DefaultValue("10s") Duration leaseRenewal, @DefaultValue("20s") Duration shutdownGrace,
			@DefaultValue("5s") Duration interruptGrace, @DefaultValue("10ms") Duration completionDelay,
			@DefaultValue("20ms") Duration claimAhead) {

	}

	/**
	 * Publishing of messages that were not confirmed, are due later, or were lost.
	 *
	 * @param pollInterval Longest interval at which the relay polls for pending messages.
	 * Messages that this instance knows to be due are published in time.
	 * @param batchSize Number of messages of one queue that it claims at once.
	 * @param grace Time that a first publish gets to be confirmed, and after which an
	 * overtaken message counts as lost.
	 */
	public record Relay(@DefaultValue("5s") Duration pollInterval, @DefaultValue("500") int batchSize,
			@DefaultValue("10s") Duration grace) {

	}

	/**
	 * Deletion of jobs that were finished long ago, and of bulk operations.
	 *
	 * @param enabled Whether this process deletes jobs.
	 * @param interval Interval at which jobs are deleted.
	 * @param batchSize Jobs of one status, or of one operation, that are deleted in one
	 * transaction.
	 * @param complete Age at which complete jobs are deleted. A submit with the id of a
	 * deleted job runs it again.
	 * @param cancelled Age at which cancelled jobs are deleted.
	 * @param discarded Age at which discarded jobs are deleted.
	 * @param expired Age, since their success, at which expired jobs are deleted.
	 * @param failed Age at which jobs that failed for good are deleted, with their dead
	 * letters. Never if not set.
	 * @param operations Age, since their end, at which bulk operations are deleted, with
	 * the result of each of their jobs. Never if not set.
	 */
	public record Retention(@DefaultValue("true") boolean enabled, @DefaultValue("1m") Duration interval,
			@DefaultValue("500") int batchSize, @DefaultValue("30d") Duration complete,
			@DefaultValue("30d") Duration cancelled, @DefaultValue("30d") Duration discarded,
			@DefaultValue("30d") Duration expired, @Nullable Duration failed, @Nullable Duration operations) {

	}

	/**
	 * Limits of administrators' reads.
	 *
	 * @param queryTimeout Time that the database gets for one statement of a read, such
	 * as a page, a count, a gauge. The start of a bulk operation gets six times as long.
	 * @param concurrentReads Reads of administrators that run at once in this process.
	 * Fewer if the connection pool does not have at least two connections more.
	 * @param payloadFilter Whether jobs can be searched by their payloads.
	 */
	public record Admin(@DefaultValue("10s") Duration queryTimeout, @DefaultValue("2") int concurrentReads,
			@DefaultValue("true") boolean payloadFilter) {

	}

	/**
	 * Removal of stale dead letters.
	 *
	 * @param removeStale Whether this process removes dead letters of jobs that were
	 * retried, discarded, moved or deleted.
	 * @param interval Interval at which stale dead letters are removed.
	 */
	public record DeadLetters(@DefaultValue("true") boolean removeStale, @DefaultValue("1m") Duration interval) {

	}

	/**
	 * Masking of sensitive values in payloads that are shown.
	 *
	 * @param fields Names of fields, in any case and at any depth of any payload, whose
	 * values are masked.
	 * @param showUnknown Whether values are shown of which no type in this process says
	 * whether they are sensitive: those declared as Object or as a raw type, and all
	 * payloads in an application without executors.
	 */
	public record Masking(@DefaultValue List<String> fields, @DefaultValue("false") boolean showUnknown) {

	}

}
