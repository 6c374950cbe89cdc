package io.computeplatform.test.example;

import java.time.Duration;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.SubmitOptions;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Invoices {

	private final JdbcClient jdbc;

	private final AsyncPlatform asyncPlatform;

	Invoices(JdbcClient jdbc, AsyncPlatform asyncPlatform) {
		this.jdbc = jdbc;
		this.asyncPlatform = asyncPlatform;
	}

	@Transactional
	public JobId send(long id, String customer) {
		this.jdbc.sql("INSERT INTO invoices (id, customer) VALUES (:id, :customer)")
			.param("id", id)
			.param("customer", customer)
			.update();
		return this.asyncPlatform.submit("reminders", new Reminder(id, customer),
				SubmitOptions.defaults().withDelay(Duration.ofDays(14)));
	}

	int reminders(long id) {
		return this.jdbc.sql("SELECT reminders FROM invoices WHERE id = :id")
			.param("id", id)
			.query(Integer.class)
			.single();
	}

}
