package io.computeplatform.test.example;

import java.time.Duration;

import io.computeplatform.JobId;
import io.computeplatform.test.AutoConfigureJobTester;
import io.computeplatform.test.JobRun;
import io.computeplatform.test.JobTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
@AutoConfigureJobTester
class ReminderTests {

	@Autowired
	private Invoices invoices;

	@Autowired
	private MailServer mailServer;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private JobTester jobs;

	@BeforeEach
	void deleteJobsOfOtherTests() {
		this.jobs.clear();
		this.jdbc.sql("DELETE FROM invoices").update();
		this.mailServer.setDown(false);
		this.mailServer.sent().clear();
	}

	@Test
	void customerIsRemindedAfterTwoWeeks() {
		JobId id = this.invoices.send(7, "Ada");
		assertThat(this.jobs).enqueued("reminders").withPayload(new Reminder(7, "Ada")).dueLater();
		assertThat(this.jobs.runDue()).isEmpty();

		this.jobs.advance(Duration.ofDays(14));
		this.jobs.runDue();

		assertThat(this.jobs).hasCompleted(id).nothingEnqueued();
		assertThat(this.mailServer.sent()).containsExactly("Ada: Please pay invoice 7");
		assertThat(this.invoices.reminders(7)).isEqualTo(1);
	}

	@Test
	void reminderThatCouldNotBeSentIsNotCountedAndSentLater() {
		JobId id = this.invoices.send(8, "Grace");
		this.mailServer.setDown(true);
		JobRun run = this.jobs.run(id);
		assertThat(run.failure()).hasMessage("Connection refused");
		assertThat(this.invoices.reminders(8)).isZero();

		this.mailServer.setDown(false);
		this.jobs.advance(Duration.ofMinutes(1));
		this.jobs.runDue();

		assertThat(this.jobs).hasCompleted(id);
		assertThat(this.invoices.reminders(8)).isEqualTo(1);
	}

	@Test
	void reminderFailsForGoodAfterThreeRetries() {
		JobId id = this.invoices.send(9, "Alan");
		this.mailServer.setDown(true);
		for (int i = 0; i < 4; i++) {
			this.jobs.advance(Duration.ofDays(14));
			this.jobs.runDue("reminders");
		}
		assertThat(this.jobs).hasFailed(id, IllegalStateException.class);
	}

}
