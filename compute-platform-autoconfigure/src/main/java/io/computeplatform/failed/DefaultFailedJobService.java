package io.computeplatform.failed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.queue.ExecutorDefinition;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.FailedKey;
import io.computeplatform.internal.store.FailedRows;
import io.computeplatform.internal.store.FailedRows.Original;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.NewJob;
import io.computeplatform.internal.store.NewJobs;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.SubmitRows;
import io.computeplatform.internal.store.SubmitRows.Submitted;

final class DefaultFailedJobService implements FailedJobService {

	private final Database database;

	private final JobRows jobs;

	private final FailedRows failed;

	private final SubmitRows submits;

	private final AuditRows audit;

	private final PayloadJson payloads;

	private final PayloadMask mask;

	private final JobQueues queues;

	private final OutboxPublisher outboxPublisher;

	private final JobEvents events;

	private final Duration grace;

	private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

	DefaultFailedJobService(Database database, JobRows jobs, FailedRows failed, SubmitRows submits, AuditRows audit,
			PayloadJson payloads, PayloadMask mask, JobQueues queues, OutboxPublisher outboxPublisher, JobEvents events,
			Duration grace) {
		this.database = database;
		this.jobs = jobs;
		this.failed = failed;
		this.submits = submits;
		this.audit = audit;
		this.payloads = payloads;
		this.mask = mask;
		this.queues = queues;
		this.outboxPublisher = outboxPublisher;
		this.events = events;
		this.grace = grace;
	}

	@Override
	public ChangeResult retry(JobId id, AuditNote note) {
		return this.database.withLockTimeout(() -> {
			Optional<Original> job = this.failed.lock(id.value());
			if (job.isEmpty()) {
				return this.jobs.unchanged(id.value());
			}
			this.queues.get(job.get().queue());
			this.outboxPublisher.publishAfterCommit(this.failed.retry(List.of(newest(id)), this.grace));
			this.audit.onJob(Action.RETRY, id.value(), note);
			return ChangeResult.DONE;
		});
	}

	@Override
	public EditResult retryEdited(JobId id, String payload, AuditNote note) {
		return this.database.withLockTimeout(() -> this.failed.lock(id.value()).map((original) -> {
			JobQueue queue = this.queues.get(original.queue());
			List<ExecutorDefinition> takers = this.queues.executorsFor(queue, original.type(), original.otherTypes());
			if (takers.size() != 1) {
				throw new InvalidJobException("type", original.type(),
						"a type that an executor of this instance takes, so that the new payload can be checked");
			}
			String whole = this.mask.restore(queue.name(), original.type(), original.payload(), payload);
			this.payloads.check(whole, takers.get(0).payloadType());
			String difference = difference(original, whole);
			UUID copy = this.ids.generate();
			List<Submitted> submitted = this.submits
				.insertNew(new NewJobs(queue.name(), List.of(new NewJob(copy, original.types(), whole)),
						queue.maxRetries() + 1, null, Duration.ZERO, original.trace()));
			this.failed.discard(List.of(newest(id)));
			this.audit.onEdit(id.value(), copy, difference, note);
			this.outboxPublisher.publishAfterCommit(submitted.stream().map(Submitted::message).toList());
			this.events.publish(new Events.JobSubmitted(new JobId(copy), queue.name(), original.type()));
			return new Values.EditResult(ChangeResult.DONE, new JobId(copy));
		}).orElseGet(() -> new Values.EditResult(this.jobs.unchanged(id.value()), null)));
	}

	/**
	 * Masked: a change of a sensitive value is not shown.
	 */
	private String difference(Original original, String edited) {
		return PayloadDifference.of(masked(original, original.payload()), masked(original, edited));
	}

	private String masked(Original job, String payload) {
		return this.mask.mask(job.queue(), job.type(), payload);
	}

	@Override
	public ChangeResult discard(JobId id, AuditNote note) {
		return recorded(Action.DISCARD, id, note, () -> !this.failed.discard(List.of(newest(id))).isEmpty());
	}

	@Override
	public ChangeResult restore(JobId id, AuditNote note) {
		return recorded(Action.RESTORE, id, note, () -> this.failed.restore(id.value()));
	}

	@Override
	public ChangeResult delete(JobId id, AuditNote note) {
		return recorded(Action.DELETE, id, note, () -> !this.failed.delete(List.of(newest(id))).isEmpty());
	}

	private ChangeResult recorded(Action action, JobId id, AuditNote note, BooleanSupplier work) {
		return this.database.withLockTimeout(() -> {
			if (!work.getAsBoolean()) {
				return this.jobs.unchanged(id.value());
			}
			this.audit.onJob(action, id.value(), note);
			return ChangeResult.DONE;
		});
	}

	private static FailedKey newest(JobId id) {
		return new FailedKey(id.value(), null);
	}

}
