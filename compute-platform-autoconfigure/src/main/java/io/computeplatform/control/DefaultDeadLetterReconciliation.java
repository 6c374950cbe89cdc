package io.computeplatform.control;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.DeadLetterRows;
import io.computeplatform.internal.store.RejectedRows;
import org.jspecify.annotations.Nullable;

final class DefaultDeadLetterReconciliation implements DeadLetterReconciliation {

	private static final int MAX_RESENT = 10_000;

	private final Database database;

	private final JobQueues queues;

	private final QueueTopology topology;

	private final DeadLetterReader letters;

	private final DeadLetterRows rows;

	private final RejectedRows rejected;

	private final AuditRows log;

	DefaultDeadLetterReconciliation(Database database, JobQueues queues, QueueTopology topology,
			DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected, AuditRows log) {
		this.database = database;
		this.queues = queues;
		this.topology = topology;
		this.letters = letters;
		this.rows = rows;
		this.rejected = rejected;
		this.log = log;
	}

	@Override
	public List<ReconciliationReport> report() {
		this.topology.restore();
		return this.queues.all()
			.stream()
			.map((queue) -> this.database.newTransaction(() -> compare(queue, false)))
			.toList();
	}

	@Override
	public List<ReconciliationReport> repair() {
		return this.queues.all().stream().map((queue) -> repair(queue.name(), AuditNote.none())).toList();
	}

	@Override
	public ReconciliationReport repair(String name, AuditNote note) {
		JobQueue queue = this.queues.get(name);
		this.topology.restore();
		// Not in the caller's transaction: removed dead letters can't be restored by its
		// rollback.
		ReconciliationReport found = this.database.newTransaction(() -> {
			ReconciliationReport report = compare(queue, true);
			if (report.missing() + report.stale() > 0) {
				this.log.onQueue(Action.REPAIR, name, null, report.missing() + report.stale(), note);
			}
			return report;
		});
		// In several transactions, because each locks the rows that it changes. If many
		// dead letters are missing, few remain to be compared again.
		for (long left = found.missing() - MAX_RESENT; left > 0; left -= MAX_RESENT) {
			this.database.newTransaction(() -> compare(queue, true));
		}
		return found;
	}

	private ReconciliationReport compare(JobQueue queue, boolean repair) {
		this.rows.expect(queue.name());
		DeadLetterComparison comparison = new DeadLetterComparison(this.rows, this.rejected, queue.name(), repair);
		this.letters.forEachBatch(queue, comparison::add);
		DeadLetterRows.Missing missing = this.rows.missing(DeadLetterComparison.MAX_EXAMPLES);
		if (repair && missing.count() > 0) {
			this.rows.resendMissing(MAX_RESENT);
		}
		List<Difference> examples = new ArrayList<>(comparison.examples());
		missing.examples().forEach((id) -> examples.add(new Values.Difference(Difference.Kind.MISSING, new JobId(id))));
		return new Values.ReconciliationReport(queue.name(), comparison.letters(), missing.count(), comparison.stale(),
				comparison.foreign(), examples);
	}

}
