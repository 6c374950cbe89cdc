package io.computeplatform.sample.report;

import java.util.List;

import io.computeplatform.JobId;
import io.computeplatform.sample.documents.DocumentJobs;
import io.computeplatform.sample.server.DocumentServer;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Submits every document, waits until each is complete or failed for good, and reports.
 */
@Component
class SampleRun implements ApplicationRunner {

	private final DocumentServer server;

	private final DocumentJobs jobs;

	private final FinishedJobs finished;

	private final TransactionTemplate transaction;

	private final RunReport report;

	SampleRun(DocumentServer server, DocumentJobs jobs, FinishedJobs finished, TransactionTemplate transaction,
			RunReport report) {
		this.server = server;
		this.jobs = jobs;
		this.finished = finished;
		this.transaction = transaction;
		this.report = report;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		System.out.printf("%-12s %s (%s)%n%n", "Documents", this.server.uri(""), this.server.description());
		List<String> documents = this.server.documents();
		// No job starts before the transaction has committed.
		List<JobId> ids = this.transaction.execute((status) -> {
			List<JobId> submitted = this.jobs.submitAll(documents);
			this.finished.expect(submitted);
			return submitted;
		});
		System.out.printf("%d jobs submitted, one for each document.%n%n", ids.size());
		if (this.finished.await()) {
			this.report.print(ids);
		}
	}

}
