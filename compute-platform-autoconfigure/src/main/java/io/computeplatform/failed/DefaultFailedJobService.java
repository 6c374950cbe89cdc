package io.computeplatform.failed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.queue.ExecutorDefinition;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.AdminReads;
import io.computeplatform.store.Database;
import io.computeplatform.store.FailedKey;
import io.computeplatform.store.FailedRows;
import io.computeplatform.store.FailedRows.Original;
import io.computeplatform.store.SubmitRows;
import io.computeplatform.store.SubmitRows.Submitted;
import io.computeplatform.store.NewJob;
import io.computeplatform.store.NewJobs;
import io.computeplatform.store.PayloadJson;

final class DefaultFailedJobService implements FailedJobService {

	private final Database database;

	private final FailedRows failed;

	private final SubmitRows submits;

	private final OperationRows operations;

	private final ActionRows actions;

	private final AdminReads reads;

	private final PayloadPaths paths;

	private final PayloadJson payloads;

	private final PayloadMask mask;

	private final JobQueues queues;

	private final Dispatcher dispatcher;

	private final JobEvents events;

	private final Duration grace;

	private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

	DefaultFailedJobService(Database database, FailedRows failed, SubmitRows submits, OperationRows operations,
			ActionRows actions, AdminReads reads, PayloadPaths paths, PayloadJson payloads, PayloadMask mask,
			JobQueues queues, Dispatcher dispatcher, JobEvents events, Duration grace) {
		this.database = database;
		this.failed = failed;
		this.submits = submits;
		this.operations = operations;
		this.actions = actions;
		this.reads = reads;
		this.paths = paths;
		this.payloads = payloads;
		this.mask = mask;
		this.queues = queues;
		this.dispatcher = dispatcher;
		this.events = events;
		this.grace = grace;
	}

	@Override
	public boolean retry(JobId id, ActionNote note) {
		return this.database.withoutWaitingLong(() -> {
			Optional<Original> job = this.failed.lock(id.value());
			if (job.isEmpty()) {
				return false;
			}
			this.queues.get(job.get().queue());
			this.dispatcher.dispatchAfterCommit(this.failed.retry(List.of(newest(id)), this.grace));
			this.actions.onJob(Action.RETRY, id.value(), note);
			return true;
		});
	}

	@Override
	public Optional<JobId> retryEdited(JobId id, String payload, ActionNote note) {
		return this.database.withoutWaitingLong(() -> this.failed.lock(id.value()).map((original) -> {
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
			this.actions.onEdit(id.value(), copy, difference, note);
			this.dispatcher.dispatchAfterCommit(submitted.stream().map(Submitted::message).toList());
			this.events.publish(new JobSubmitted(new JobId(copy), queue.name(), original.type()));
			return new JobId(copy);
		}));
	}

	/**
	 * As it may be shown: a sensitive value that was changed is none.
	 */
	private String difference(Original original, String edited) {
		return PayloadDifference.of(masked(original, original.payload()), masked(original, edited));
	}

	private String masked(Original job, String payload) {
		return this.mask.mask(job.queue(), job.type(), payload);
	}

	@Override
	public boolean discard(JobId id, ActionNote note) {
		return recorded(Action.DISCARD, id, note, () -> !this.failed.discard(List.of(newest(id))).isEmpty());
	}

	@Override
	public boolean restore(JobId id, ActionNote note) {
		return recorded(Action.RESTORE, id, note, () -> this.failed.restore(id.value()));
	}

	@Override
	public boolean delete(JobId id, ActionNote note) {
		return recorded(Action.DELETE, id, note, () -> !this.failed.delete(List.of(newest(id))).isEmpty());
	}

	private boolean recorded(Action action, JobId id, ActionNote note, BooleanSupplier work) {
		return this.database.withoutWaitingLong(() -> {
			boolean done = work.getAsBoolean();
			if (done) {
				this.actions.onJob(action, id.value(), note);
			}
			return done;
		});
	}

	private static FailedKey newest(JobId id) {
		return new FailedKey(id.value(), null);
	}

	@Override
	public UUID start(BulkRequest request) {
		// What was inserted before it turns out that there are too many must be undone,
		// even if the caller's transaction goes on.
		return this.reads.start(() -> {
			this.paths.check(request.query());
			if (request.action() == Action.RETRY) {
				this.operations.otherQueue(request.query(), this.queues.names()).ifPresent(this.queues::get);
			}
			UUID operation = this.ids.generate();
			long total = this.operations.insert(operation, request);
			if (total > request.agreed()) {
				throw new InvalidJobException("agreed", request.agreed(),
						"at least the number of jobs that the query matches, which are more by now; count them again");
			}
			this.actions.onOperation(request.action(), operation, total, request.note());
			return operation;
		});
	}

	@Override
	public boolean pause(UUID operation, ActionNote note) {
		return move(operation, Set.of(BulkOperation.Status.RUNNING), BulkOperation.Status.PAUSED, Action.PAUSE, note);
	}

	@Override
	public boolean resume(UUID operation, ActionNote note) {
		return move(operation, Set.of(BulkOperation.Status.PAUSED), BulkOperation.Status.RUNNING, Action.RESUME, note);
	}

	@Override
	public boolean abort(UUID operation, ActionNote note) {
		return move(operation, Set.of(BulkOperation.Status.RUNNING, BulkOperation.Status.PAUSED),
				BulkOperation.Status.ABORTED, Action.ABORT, note);
	}

	private boolean move(UUID operation, Set<BulkOperation.Status> from, BulkOperation.Status to, Action action,
			ActionNote note) {
		return this.database.withoutWaitingLong(() -> {
			Optional<Long> total = this.operations.move(operation, from, to);
			total.ifPresent((jobs) -> this.actions.onOperation(action, operation, jobs, note));
			return total.isPresent();
		});
	}

}
