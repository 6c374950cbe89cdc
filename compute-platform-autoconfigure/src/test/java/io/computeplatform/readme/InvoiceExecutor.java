package io.computeplatform.readme;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

import org.springframework.stereotype.Component;

@Component
class InvoiceExecutor implements JobExecutor<Invoice> {

	private final MailServer mailServer;

	InvoiceExecutor(MailServer mailServer) {
		this.mailServer = mailServer;
	}

	@Override
	public void execute(JobContext<Invoice> job) throws Exception {
		this.mailServer.send(job.payload().customer(), "You owe us " + job.payload().amount());
	}

}
