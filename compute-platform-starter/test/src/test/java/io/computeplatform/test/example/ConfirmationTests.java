package io.computeplatform.test.example;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.test.RecordingAsyncPlatform;
import io.computeplatform.test.RecordingAsyncPlatform.Submission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

@SpringJUnitConfig(ConfirmationTests.Confirmations.class)
@Import(RecordingAsyncPlatform.class)
class ConfirmationTests {

	@Autowired
	private Confirmations confirmations;

	@Autowired
	private RecordingAsyncPlatform jobs;

	@BeforeEach
	void clear() {
		this.jobs.clear();
	}

	@Test
	void orderIsConfirmedByMail() {
		this.confirmations.send("Ada");
		assertThat(this.jobs.submissions("mail")).extracting(Submission::payload)
			.containsExactly(new Confirmation("Ada"));
	}

	static class Confirmations {

		private final AsyncPlatform asyncPlatform;

		Confirmations(AsyncPlatform asyncPlatform) {
			this.asyncPlatform = asyncPlatform;
		}

		void send(String customer) {
			this.asyncPlatform.submit("mail", new Confirmation(customer));
		}

	}

	record Confirmation(String customer) {

	}

}
