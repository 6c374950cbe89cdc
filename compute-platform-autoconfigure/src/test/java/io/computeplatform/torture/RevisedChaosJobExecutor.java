package io.computeplatform.torture;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.torture.EventLog.Event;

/**
 * What only the next version of the application has.
 */
final class RevisedChaosJobExecutor implements JobExecutor<RevisedChaosJob> {

	private final ChaosJobExecutor ordeals;

	private final EventLog notes;

	RevisedChaosJobExecutor(ChaosJobExecutor ordeals, EventLog notes) {
		this.ordeals = ordeals;
		this.notes = notes;
	}

	@Override
	public void execute(JobContext<RevisedChaosJob> job) throws Exception {
		this.notes.write(Event.REVISED, job.id(), job.tryNumber());
		this.ordeals.run(job, new ChaosJob(job.payload().key(), job.payload().kind()));
	}

}
