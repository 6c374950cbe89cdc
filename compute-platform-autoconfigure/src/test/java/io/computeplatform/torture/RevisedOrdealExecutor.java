package io.computeplatform.torture;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.torture.Notebook.Event;

/**
 * What only the next version of the application has.
 */
final class RevisedOrdealExecutor implements JobExecutor<RevisedOrdeal> {

	private final OrdealExecutor ordeals;

	private final Notebook notes;

	RevisedOrdealExecutor(OrdealExecutor ordeals, Notebook notes) {
		this.ordeals = ordeals;
		this.notes = notes;
	}

	@Override
	public void execute(JobContext<RevisedOrdeal> job) throws Exception {
		this.notes.write(Event.REVISED, job.id(), job.tryNumber());
		this.ordeals.run(job, new Ordeal(job.payload().key(), job.payload().kind()));
	}

}
