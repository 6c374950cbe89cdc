package io.computeplatform.bulk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.filter.FailedJobFilter;
import io.computeplatform.internal.filter.Filters;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.support.Limits;

final class DefaultBulkOperations implements BulkOperations {

	private final Database database;

	private final OperationRows operations;

	private final AuditRows audit;

	private final AdminReads reads;

	private final PayloadPaths paths;

	private final JobQueues queues;

	private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

	DefaultBulkOperations(Database database, OperationRows operations, AuditRows audit, AdminReads reads,
			PayloadPaths paths, JobQueues queues) {
		this.database = database;
		this.operations = operations;
		this.audit = audit;
		this.reads = reads;
		this.paths = paths;
		this.queues = queues;
	}

	@Override
	public UUID start(BulkRequest request) {
		Filters<FailedJobFilter> query = OperationRows.filters(request.query());
		// The rows that were inserted before the limit is exceeded must be undone, even
		// if the caller's transaction continues.
		return this.reads.start(() -> {
			this.paths.check(query);
			if (request.action() == Action.RETRY) {
				this.operations.otherQueue(query, this.queues.names()).ifPresent(this.queues::get);
			}
			UUID operation = this.ids.generate();
			long total = this.operations.insert(operation, request);
			if (total > request.expectedCount()) {
				throw new InvalidJobException("expectedCount", request.expectedCount(),
						"at least the number of jobs that the query matches, which are more by now; count them again");
			}
			this.audit.onOperation(request.action(), operation, total, request.note());
			return operation;
		});
	}

	@Override
	public ChangeResult pause(UUID operation, AuditNote note) {
		return move(operation, Set.of(BulkOperation.Status.RUNNING), BulkOperation.Status.PAUSED, Action.PAUSE, note);
	}

	@Override
	public ChangeResult resume(UUID operation, AuditNote note) {
		return move(operation, Set.of(BulkOperation.Status.PAUSED), BulkOperation.Status.RUNNING, Action.RESUME, note);
	}

	@Override
	public ChangeResult abort(UUID operation, AuditNote note) {
		return move(operation,
				Set.of(BulkOperation.Status.WAITING, BulkOperation.Status.RUNNING, BulkOperation.Status.PAUSED),
				BulkOperation.Status.ABORTED, Action.ABORT, note);
	}

	private ChangeResult move(UUID operation, Set<BulkOperation.Status> from, BulkOperation.Status to, Action action,
			AuditNote note) {
		return this.database.withLockTimeout(() -> {
			Optional<Long> total = this.operations.move(operation, from, to);
			if (total.isEmpty()) {
				return this.operations.exists(operation) ? ChangeResult.REFUSED : ChangeResult.NOT_FOUND;
			}
			this.audit.onOperation(action, operation, total.get(), note);
			return ChangeResult.DONE;
		});
	}

	@Override
	public Optional<BulkOperation> find(UUID operation) {
		return this.reads.read(() -> this.operations.find(operation));
	}

	@Override
	public List<BulkOperation> newest(int limit) {
		return this.reads.read(() -> this.operations.newest(Limits.check(limit)));
	}

	@Override
	public List<BulkJob> jobs(UUID operation, int limit, long after) {
		return this.reads.read(() -> this.operations.jobs(operation, Limits.check(limit), after));
	}

	@Override
	public Map<JobStatus, Long> outcomes(UUID operation) {
		return this.reads.read(() -> this.operations.outcomes(operation, Long.MAX_VALUE));
	}

}
