package io.computeplatform.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import org.slf4j.event.Level;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An application with two queues and a table, whose executor runs {@link Work}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WorkApplication {

	@Bean
	WorkExecutor workExecutor(DataSource dataSource, ObjectProvider<AsyncPlatform> platform) {
		return new WorkExecutor(dataSource, platform);
	}

	@ForQueue({ "work", "other" })
	static class WorkExecutor implements JobExecutor<Work> {

		private final List<String> done = new CopyOnWriteArrayList<>();

		private final JdbcClient jdbc;

		private final TransactionTemplate transactions;

		private final ObjectProvider<AsyncPlatform> platform;

		WorkExecutor(DataSource dataSource, ObjectProvider<AsyncPlatform> platform) {
			this.jdbc = JdbcClient.create(dataSource);
			this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
			this.platform = platform;
			this.jdbc.sql("CREATE TABLE IF NOT EXISTS notes (try integer NOT NULL)").update();
		}

		List<String> done() {
			return this.done;
		}

		int notes() {
			return this.jdbc.sql("SELECT count(*) FROM notes").query(Integer.class).single();
		}

		void clear() {
			this.done.clear();
			this.jdbc.sql("DELETE FROM notes").update();
		}

		@Override
		public void execute(JobContext<Work> job) {
			Work work = job.payload();
			this.done.add(work.action() + " " + work.number() + " on " + Thread.currentThread().getName());
			switch (work.action()) {
				case "succeed" -> {
				}
				case "fail-before" -> failIf(job.tryNumber() < work.number());
				case "submit" -> submit(job.queue(), work.number());
				case "note-and-fail" -> {
					note(job);
					failIf(true);
				}
				case "note-in-transaction-and-fail" -> this.transactions.executeWithoutResult((status) -> {
					note(job);
					failIf(true);
				});
				case "swallow-failure" -> {
					try {
						failInStatement();
					}
					catch (DataAccessException ex) {
						this.done.add("swallowed");
					}
				}
				case "fail-in-statement" -> failInStatement();
				case "report" -> {
					job.progress(work.number(), work.number());
					job.log(Level.INFO, "reported");
					job.result(work.number());
				}
				default -> throw new IllegalArgumentException("Unknown action: " + work);
			}
		}

		private static void failIf(boolean condition) {
			if (condition) {
				throw new UnsupportedOperationException("Failed on purpose");
			}
		}

		private void submit(String queue, int number) {
			if (number > 0) {
				this.platform.getObject().submit(queue, Work.submit(number - 1));
			}
		}

		private void note(JobContext<Work> job) {
			this.jdbc.sql("INSERT INTO notes (try) VALUES (:try)").param("try", job.tryNumber()).update();
		}

		private void failInStatement() {
			this.jdbc.sql("INSERT INTO notes (try) VALUES (NULL)").update();
		}

	}

}
