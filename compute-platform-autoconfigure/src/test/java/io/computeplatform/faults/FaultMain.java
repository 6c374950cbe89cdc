package io.computeplatform.faults;

import java.util.concurrent.TimeUnit;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WorkerMain;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An application whose jobs fail in the way and at the moment that a test wants.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(WorkerMain.class)
class FaultMain {

	@Bean
	JobExecutor<Gated> gatedExecutor(Journal journal, Environment environment) {
		JdbcClient gate = JdbcClient.create(new DriverManagerDataSource(environment.getRequiredProperty("journal.url"),
				environment.getRequiredProperty("spring.datasource.username"),
				environment.getRequiredProperty("spring.datasource.password")));
		return new GatedExecutor(journal, gate);
	}

	@Bean
	JobExecutor<Thrown> throwingExecutor(Journal journal) {
		return new ThrowingExecutor(journal);
	}

	public static void main(String[] arguments) {
		new SpringApplicationBuilder(FaultMain.class).web(WebApplicationType.NONE).run(arguments);
		System.out.println("READY");
	}

	/** Lets no gated job of the environment pass. Before the first of them starts. */
	static void closeGate(TestEnvironment environment) {
		client(environment).sql("create table if not exists public.gate (open boolean)").update();
		client(environment).sql("delete from public.gate").update();
	}

	static void openGate(TestEnvironment environment) {
		client(environment).sql("insert into public.gate values (true)").update();
	}

	private static JdbcClient client(TestEnvironment environment) {
		return JdbcClient.create(new DriverManagerDataSource(environment.jdbcUrl(), environment.postgres().username(),
				environment.postgres().password()));
	}

	/**
	 * A job that ends when the gate is opened.
	 *
	 * @param failsBefore tries with a lower number fail
	 */
	record Gated(int failsBefore) {

	}

	/**
	 * A job that throws.
	 *
	 * @param exceptionClass what
	 * @param message its message
	 */
	record Thrown(String exceptionClass, String message) {

	}

	private record GatedExecutor(Journal journal, JdbcClient gate) implements JobExecutor<Gated> {

		@Override
		public void execute(JobContext<Gated> job) throws Exception {
			this.journal.started(job.id(), job.tryNumber());
			while (!this.gate.sql("select exists (select from public.gate)").query(Boolean.class).single()) {
				TimeUnit.MILLISECONDS.sleep(20);
			}
			if (job.tryNumber() < job.payload().failsBefore()) {
				throw new IllegalStateException("Try " + job.tryNumber() + " failed on purpose");
			}
			this.journal.returned(job.id(), job.tryNumber());
		}

	}

	private record ThrowingExecutor(Journal journal) implements JobExecutor<Thrown> {

		@Override
		public void execute(JobContext<Thrown> job) throws Exception {
			this.journal.started(job.id(), job.tryNumber());
			throw (Exception) Class.forName(job.payload().exceptionClass())
				.getConstructor(String.class)
				.newInstance(job.payload().message());
		}

	}

}
