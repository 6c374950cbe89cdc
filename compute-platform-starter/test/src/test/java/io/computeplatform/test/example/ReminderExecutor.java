package io.computeplatform.test.example;

import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
@ForQueue("reminders")
class ReminderExecutor implements JobExecutor<Reminder> {

	private final JdbcClient jdbc;

	private final MailServer mailServer;

	ReminderExecutor(JdbcClient jdbc, MailServer mailServer) {
		this.jdbc = jdbc;
		this.mailServer = mailServer;
	}

	@Override
	@Transactional
	public void execute(JobContext<Reminder> job) {
		Reminder reminder = job.payload();
		this.jdbc.sql("UPDATE invoices SET reminders = reminders + 1 WHERE id = :id")
			.param("id", reminder.invoice())
			.update();
		this.mailServer.send(reminder.customer(), "Please pay invoice " + reminder.invoice());
	}

}
