package io.computeplatform.reconcile;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.DeadLetterRows;

final class DefaultDeadLetterReconciliation implements DeadLetterReconciliation {

	private static final int MAX_OWED = 10_000;

	private final Database database;

	private final JobQueues queues;

	private final QueueTopology topology;

	private final DeadLetterReader letters;

	private final DeadLetterRows rows;

	DefaultDeadLetterReconciliation(Database database, JobQueues queues, QueueTopology topology,
			DeadLetterReader letters, DeadLetterRows rows) {
		this.database = database;
		this.queues = queues;
		this.topology = topology;
		this.letters = letters;
		this.rows = rows;
	}

	@Override
	public List<DeadLetterBalance> report() {
		this.topology.restore();
		return this.queues.all().stream().map((queue) -> compare(queue, false)).toList();
	}

	@Override
	public List<DeadLetterBalance> repair() {
		this.topology.restore();
		return this.queues.all().stream().map(this::repair).toList();
	}

	private DeadLetterBalance repair(JobQueue queue) {
		DeadLetterBalance found = compare(queue, true);
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
			Review review = new Review(this.rows, repair);
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
