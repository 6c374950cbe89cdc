package io.computeplatform.internal.event;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the events. Internal.
 */
public final class Events {

	private Events() {
	}

	/**
	 * See {@link io.computeplatform.event.CircuitBreakerStateChanged}.
	 */
	public record CircuitBreakerStateChanged(Instant at, String queue, String from,
			String to) implements io.computeplatform.event.CircuitBreakerStateChanged {

		public CircuitBreakerStateChanged(String queue, String from, String to) {
			this(Instant.now(), queue, from, to);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobCancelled}.
	 */
	public record JobCancelled(Instant at, JobId id, String queue, int tryNumber,
			@Nullable Duration duration) implements io.computeplatform.event.JobCancelled {

		public JobCancelled(JobId id, String queue, int tryNumber, @Nullable Duration duration) {
			this(Instant.now(), id, queue, tryNumber, duration);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobCompleted}.
	 */
	public record JobCompleted(Instant at, JobId id, String queue, int tryNumber, int maxTries,
			Duration duration) implements io.computeplatform.event.JobCompleted {

		public JobCompleted(JobId id, String queue, int tryNumber, int maxTries, Duration duration) {
			this(Instant.now(), id, queue, tryNumber, maxTries, duration);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobFailed}.
	 */
	public record JobFailed(Instant at, JobId id, String queue, int tryNumber, int maxTries, JobFailure failure,
			Duration duration) implements io.computeplatform.event.JobFailed {

		public JobFailed(JobId id, String queue, int tryNumber, int maxTries, JobFailure failure, Duration duration) {
			this(Instant.now(), id, queue, tryNumber, maxTries, failure, duration);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobRetried}.
	 */
	public record JobRetried(Instant at, JobId id, String queue, int tryNumber, int maxTries, JobFailure failure,
			Duration duration, Duration delay) implements io.computeplatform.event.JobRetried {

		public JobRetried(JobId id, String queue, int tryNumber, int maxTries, JobFailure failure, Duration duration,
				Duration delay) {
			this(Instant.now(), id, queue, tryNumber, maxTries, failure, duration, delay);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobStarted}.
	 */
	public record JobStarted(Instant at, JobId id, String queue, int tryNumber, int maxTries,
			Duration waited) implements io.computeplatform.event.JobStarted {

		public JobStarted(JobId id, String queue, int tryNumber, int maxTries, Duration waited) {
			this(Instant.now(), id, queue, tryNumber, maxTries, waited);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobSubmitted}.
	 */
	public record JobSubmitted(Instant at, JobId id, String queue,
			String type) implements io.computeplatform.event.JobSubmitted {

		public JobSubmitted(JobId id, String queue, String type) {
			this(Instant.now(), id, queue, type);
		}

	}

	/**
	 * See {@link io.computeplatform.event.JobUnserved}.
	 */
	public record JobUnserved(Instant at, JobId id, String queue,
			String type) implements io.computeplatform.event.JobUnserved {

		public JobUnserved(JobId id, String queue, String type) {
			this(Instant.now(), id, queue, type);
		}

	}

	/**
	 * See {@link io.computeplatform.event.MessageRejected}.
	 */
	public record MessageRejected(Instant at, String queue, @Nullable Long id,
			String reason) implements io.computeplatform.event.MessageRejected {

		public MessageRejected(String queue, @Nullable Long id, String reason) {
			this(Instant.now(), queue, id, reason);
		}

	}

	/**
	 * See {@link io.computeplatform.event.OperationAdvanced}.
	 */
	public record OperationAdvanced(Instant at, UUID operation, String action, int acted,
			int skipped) implements io.computeplatform.event.OperationAdvanced {

		public OperationAdvanced(UUID operation, String action, int acted, int skipped) {
			this(Instant.now(), operation, action, acted, skipped);
		}

	}

	/**
	 * See {@link io.computeplatform.event.QueuePaused}.
	 */
	public record QueuePaused(Instant at, String queue,
			String comment) implements io.computeplatform.event.QueuePaused {

		public QueuePaused(String queue, String comment) {
			this(Instant.now(), queue, comment);
		}

	}

	/**
	 * See {@link io.computeplatform.event.QueueResumed}.
	 */
	public record QueueResumed(Instant at, String queue) implements io.computeplatform.event.QueueResumed {

		public QueueResumed(String queue) {
			this(Instant.now(), queue);
		}

	}

}
