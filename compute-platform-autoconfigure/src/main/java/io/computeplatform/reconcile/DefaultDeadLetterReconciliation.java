package io.computeplatform.reconcile;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.ActionLog;
import io.computeplatform.store.Database;
import io.computeplatform.store.DeadLetterRows;
import io.computeplatform.store.RejectedRows;
import org.jspecify.annotations.Nullable;

final class DefaultDeadLetterReconciliation implements DeadLetterReconciliation {

	private static final int MAX_OWED = 10_000;

	private final Database database;

	private final JobQueues queues;

	private final QueueTopology topology;

	private final DeadLetterReader letters;

	private final DeadLetterRows rows;

	private final RejectedRows rejected;

	private final ActionLog log;

	DefaultDeadLetterReconciliation(Database database, JobQueues queues, QueueTopology topology,
			DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected, ActionLog log) {
		this.database = database;
		this.queues = queues;
		this.topology = topology;
		this.letters = letters;
		this.rows = rows;
		this.rejected = rejected;
		this.log = log;
	}

	@Override
	public List<DeadLetterBalance> report() {
		this.topology.restore();
		return this.queues.all().stream().map((queue) -> compare(queue, false)).toList();
	}

	@Override
	public List<DeadLetterBalance> repair() {
		return this.queues.all().stream().map((queue) -> repair(queue.name(), null, null)).toList();
	}

	@Override
	public DeadLetterBalance repair(String name, @Nullable String reason, @Nullable String by) {
		JobQueue queue = this.queues.get(name);
		this.log.check(by, reason);
		this.topology.restore();
		DeadLetterBalance found = this.database.inTransaction(() -> {
			DeadLetterBalance balance = compare(queue, true);
			if (balance.missing() + balance.stale() > 0) {
				this.log.onQueue("repair", name, null, balance.missing() + balance.stale(), by, reason);
			}
			return balance;
		});
		// In several transactions, because each locks the rows that it changes. Where
		// many letters are missing there are few to look at again.
		for (long left = found.missing() - MAX_OWED; left > 0; left -= MAX_OWED) {
			compare(queue, true);
		}
		return found;
	}

	private DeadLetterBalance compare(JobQueue queue, boolean repair) {
		return this.database.inTransaction(() -> {
			this.rows.expect(queue.name());
			Review review = new Review(this.rows, this.rejected, queue.name(), repair);
			this.letters.walk(queue, review::of);
			DeadLetterRows.Missing missing = this.rows.missing(Review.MAX_EXAMPLES);
			if (repair && missing.count() > 0) {
				this.rows.oweMissing(MAX_OWED);
			}
			List<Difference> examples = new ArrayList<>(review.examples());
			missing.examples().forEach((id) -> examples.add(new Difference(Difference.Kind.MISSING, new JobId(id))));
			return new DeadLetterBalance(queue.name(), review.letters(), missing.count(), review.stale(),
					review.foreign(), examples);
		});
	}

}
