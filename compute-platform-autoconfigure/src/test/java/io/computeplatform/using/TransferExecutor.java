package io.computeplatform.using;

import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
@ForQueue("transfers")
class TransferExecutor implements JobExecutor<Transfer> {

	private final JdbcClient jdbc;

	TransferExecutor(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	@Transactional
	public void execute(JobContext<Transfer> job) {
		int first = this.jdbc.sql("INSERT INTO done_jobs (id) VALUES (:id) ON CONFLICT DO NOTHING")
			.param("id", job.id().value())
			.update();
		if (first == 1) {
			this.jdbc.sql("UPDATE accounts SET balance = balance + :amount WHERE name = :account")
				.param("amount", job.payload().amount())
				.param("account", job.payload().account())
				.update();
		}
	}

}
