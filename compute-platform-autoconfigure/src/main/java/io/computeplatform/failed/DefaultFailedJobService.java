package io.computeplatform.failed;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

import io.computeplatform.JobId;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.FailedRows;
import io.computeplatform.store.OwedMessage;

final class DefaultFailedJobService implements FailedJobService {

	private static final int BATCH = 500;

	private final Database database;

	private final FailedRows rows;

	private final JobQueues queues;

	private final Dispatcher dispatcher;

	private final Duration grace;

	DefaultFailedJobService(Database database, FailedRows rows, JobQueues queues, Dispatcher dispatcher,
			Duration grace) {
		this.database = database;
		this.rows = rows;
		this.queues = queues;
		this.dispatcher = dispatcher;
		this.grace = grace;
	}

	@Override
	public boolean retry(JobId id) {
		return retry(List.of(id.value())) == 1;
	}

	private int retry(List<UUID> ids) {
		List<OwedMessage> owed = this.rows.retry(ids, this.grace);
		this.dispatcher.dispatchAfterCommit(owed);
		return owed.size();
	}

	@Override
	public boolean discard(JobId id) {
		return this.rows.discard(List.of(id.value())) == 1;
	}

	@Override
	public long retryAll(String queue) {
		return inBatches(queue, this::retry);
	}

	@Override
	public long discardAll(String queue) {
		return inBatches(queue, this.rows::discard);
	}

	private long inBatches(String queue, ToIntFunction<List<UUID>> action) {
		String name = this.queues.get(queue).name();
		OffsetDateTime until = this.rows.now();
		long total = 0;
		int done;
		do {
			done = this.database.inTransaction(() -> action.applyAsInt(this.rows.take(name, until, BATCH)));
			total += done;
		}
		while (done > 0);
		return total;
	}

}
