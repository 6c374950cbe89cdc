package io.computeplatform.using;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.computeplatform.ForQueue;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipes of docs/using.md.
 */
@Tag("engine")
@WithTestEnvironment
class UsingTests {

	@Test
	void recipesOfTheDocumentAreThoseThatRunHere() {
		String sources = Stream
			.of("Transfer", "Transfers", "TransferExecutor", "NightlyStatement", "ExportExecutor", "Exports")
			.map((name) -> squeeze(
					read("compute-platform-autoconfigure/src/test/java/io/computeplatform/using/" + name + ".java")))
			.collect(Collectors.joining());
		List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(read("docs/using.md"))
			.results()
			.map((block) -> squeeze(block.group(1)))
			.toList();
		assertThat(blocks).hasSizeGreaterThan(3).allSatisfy((block) -> assertThat(sources).contains(block));
	}

	@Test
	void jobThatRunsTwiceTakesEffectOnce(TestEnvironment environment) {
		environment.queue("transfers");
		environment.queue("statements");
		try (TestApplication application = TestApplication.start(environment, Application.class)) {
			JdbcClient jdbc = application.bean(JdbcClient.class);
			jdbc.sql("CREATE TABLE done_jobs (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())").update();
			jdbc.sql("CREATE TABLE accounts (name text PRIMARY KEY, balance numeric NOT NULL)").update();
			jdbc.sql("INSERT INTO accounts VALUES ('Ada', 0)").update();
			Transfer transfer = new Transfer(7, "Ada", new BigDecimal("12.50"));
			Transfers transfers = application.bean(Transfers.class);

			JobId id = transfers.order(transfer);
			assertThat(transfers.order(transfer)).isEqualTo(id);
			application.await(id, JobStatus.COMPLETE);
			application.platform().submit("transfers", transfer, SubmitOptions.defaults().withId(id).withRerun());
			Awaitility.await().until(() -> application.find(id).tryCount() == 2);
			application.await(id, JobStatus.COMPLETE);

			assertThat(jdbc.sql("SELECT balance FROM accounts").query(BigDecimal.class).single())
				.isEqualByComparingTo("12.50");
		}
	}

	@Test
	void slotThatTwoInstancesSubmitRunsOnce(TestEnvironment environment) {
		environment.queue("transfers");
		environment.queue("statements");
		try (TestApplication application = TestApplication.start(environment, Application.class)) {
			application.bean(NightlyStatement.class).submit();
			application.bean(NightlyStatement.class).submit();
			assertThat(application.bean(JdbcClient.class)
				.sql("SELECT count(*) FROM compute.jobs WHERE queue = 'statements'")
				.query(Integer.class)
				.single()).isEqualTo(1);
		}
	}

	@Test
	void callerWaitsForTheResultOfAnExport(TestEnvironment environment) throws Exception {
		environment.queue("exports");
		try (TestApplication application = TestApplication.start(environment, ExportApplication.class)) {
			assertThat(application.bean(Exports.class).export(List.of("Ada", "Ben", "Ada"))).contains(new Exported(3));
		}
	}

	@Test
	void rowsOfAClassWhoseFieldsHaveChangedSinceRun(TestEnvironment environment) {
		OldOrder old = new OldOrder("Ada", "030 1234", 7);
		try (TestApplication application = TestApplication.start(environment, Orders.class)) {
			JobId id = new JobId(UUID.randomUUID());
			application.bean(JdbcClient.class)
				.sql("""
						INSERT INTO compute.jobs (id, queue, type, payload, status, message_due_at)
						VALUES (?, 'work', 'order', ?::json, 'queued', now())""")
				.params(id.value(), new PayloadJson().write(old, null))
				.update();
			application.await(id, JobStatus.COMPLETE);
			assertThat(Orders.RUN).containsExactly(new Order("Ada", 7, "EUR"));
		}
	}

	private static String squeeze(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

	private static String read(String file) {
		Path root = Path.of("").toAbsolutePath();
		while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
			root = root.getParent();
		}
		try {
			return Files.readString(root.resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Transfers.class, TransferExecutor.class, NightlyStatement.class })
	static class Application {

		@Bean
		@ForQueue({ "statements", TestApplication.QUEUE })
		JobExecutor<String> statementExecutor() {
			AtomicInteger statements = new AtomicInteger();
			return (job) -> statements.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Exports.class, ExportExecutor.class })
	static class ExportApplication {

		@Bean
		@ForQueue(TestApplication.QUEUE)
		JobExecutor<String> otherExecutor() {
			AtomicInteger others = new AtomicInteger();
			return (job) -> others.incrementAndGet();
		}

	}

	@JobType("order")
	record OldOrder(String name, String fax, long amount) {

	}

	/**
	 * One field has another name, one is gone and one is new.
	 */
	@JobType("order")
	record Order(@JsonAlias("name") String customer, long amount, String currency) {

		Order {
			currency = Objects.requireNonNullElse(currency, "EUR");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Orders {

		static final List<Order> RUN = new CopyOnWriteArrayList<>();

		@Bean
		JobExecutor<Order> orderExecutor() {
			return (job) -> RUN.add(job.payload());
		}

	}

}
