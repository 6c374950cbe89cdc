package io.computeplatform.internal.attempt;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.computeplatform.ChangeResult;
import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.event.JobStarted;
import io.computeplatform.event.JobUnserved;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A newer version has a subtype that an older one with an executor for the type does not
 * know.
 */
@Tag("engine")
@WithTestEnvironment
class UnknownSubtypeTests {

	private static final int KILLED = 137;

	private static final List<Object> RUN = new CopyOnWriteArrayList<>();

	private static final Order ORDER = new Order(List.of(new Circle("a"), new Triangle("b")));

	private final TestEnvironment environment;

	private final List<TestApplication> applications = new ArrayList<>();

	UnknownSubtypeTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@AfterEach
	void stop() {
		this.applications.get(this.applications.size() - 1)
			.bean(JdbcClient.class)
			.sql("delete from compute.jobs")
			.update();
		this.applications.forEach(TestApplication::close);
		RUN.clear();
	}

	@Test
	void jobIsGivenBackUncountedAndRunsWhereItsSubtypesAreKnown() {
		TestApplication old = start(Old.class);
		JobId id = start(Young.class, "compute.async.worker.enabled=false").submit(ORDER);
		Awaitility.await().until(() -> old.bean(Listener.class).unserved.contains(id));
		Job job = old.await(id, JobStatus.QUEUED);
		assertThat(job.tryCount()).isZero();
		assertThat(job.lastFailure()).isNull();
		start(Young.class);
		assertThat(old.await(id, JobStatus.COMPLETE).tryCount()).isOne();
		assertThat(RUN).containsExactly(ORDER);
		assertThat(old.bean(Listener.class).unserved).containsExactly(id);
		// Not on the one that writes for others.
		assertThat(old.bean(Listener.class).threads).allMatch((thread) -> thread.startsWith("compute-callback-"));
		assertThat(old.failedJobs().attempts(id)).isEmpty();
	}

	@Test
	void jobWhoseSubtypesNoInstanceKnowsFailsWithThatReasonAndCanBeRetried() {
		TestApplication old = start(Old.class, "compute.async.unserved-timeout=1s");
		JobId id = start(Young.class, "compute.async.worker.enabled=false").submit(ORDER);
		Job job = old.await(id, JobStatus.FAILED);
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NO_EXECUTOR);
		assertThat(job.lastFailure().message()).contains("'shapes[1]'", "no known subtype");
		assertThat(old.failedJobs().attempts(id)).singleElement()
			.satisfies((attempt) -> assertThat(attempt.reason()).isEqualTo(FailureReason.NO_EXECUTOR));
		TestApplication young = start(Young.class);
		old.close();
		assertThat(young.failedJobService().retry(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
		young.await(id, JobStatus.COMPLETE);
	}

	@Test
	void jobThatIsCancelledMeanwhileIsNotGivenBack() {
		TestApplication old = start(Old.class);
		JobId id = start(Young.class, "compute.async.worker.enabled=false").submit(ORDER);
		Awaitility.await().until(() -> old.bean(Listener.class).unserved.contains(id));
		assertThat(old.platform().cancel(id).isAccepted()).isTrue();
		assertThat(old.await(id, JobStatus.CANCELLED).tryCount()).isLessThanOrEqualTo(1);
	}

	@Test
	void jobWhoseRowIsLockedIsGivenBackWhenTheRowIsFreeAndHoldsUpNoOther() throws Exception {
		TestApplication old = start(Old.class, "compute.async.queues.work.concurrency=1");
		TestApplication submitter = start(Young.class, "compute.async.worker.enabled=false");
		AtomicReference<JobId> locked = new AtomicReference<>();
		JobId id;
		try (Connection connection = this.environment.postgres().connect(this.environment.database())) {
			connection.setAutoCommit(false);
			JdbcClient holder = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			// Between the claim and the look at the payload.
			old.bean(Listener.class).onStart = (started) -> {
				if (locked.get() == null) {
					holder.sql("select id from compute.jobs where id = ? for update")
						.param(started.value())
						.query(UUID.class)
						.single();
					locked.set(started);
				}
			};
			id = submitter.submit(ORDER);
			Awaitility.await().until(() -> id.equals(locked.get()));
			for (int i = 0; i < 5; i++) {
				old.await(old.submit(new OldOrder(List.of(new OldCircle("c")))), JobStatus.COMPLETE);
			}
			Job held = old.find(id);
			assertThat(held.status()).isEqualTo(JobStatus.IN_PROGRESS);
			assertThat(held.tryCount()).isOne();
			assertThat(old.bean(Listener.class).unserved).isEmpty();
		}
		Awaitility.await().until(() -> old.bean(Listener.class).unserved.contains(id));
		assertThat(old.await(id, JobStatus.QUEUED).tryCount()).isZero();
		start(Young.class);
		assertThat(old.await(id, JobStatus.COMPLETE).tryCount()).isOne();
		assertThat(RUN).hasSize(6).contains(ORDER);
		assertThat(old.failedJobs().attempts(id)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jobThatWasGivenBackByAProcessThatDiesThenIsNeitherLostNorCounted(boolean messageIsLost) {
		TestApplication submitter = start(Young.class, "compute.async.worker.enabled=false");
		JobId id = submitter.submit(ORDER);
		try (JavaProcess process = JavaProcess.start(Dying.class, TestApplication.settings(this.environment))) {
			assertThat(process.exitValue(Duration.ofMinutes(3))).isEqualTo(KILLED);
		}
		Map<String, Object> row = submitter.bean(JdbcClient.class)
			.sql("select status, try_count, unserved_since from compute.jobs where id = ?")
			.param(id.value())
			.query()
			.singleRow();
		assertThat(row).containsEntry("status", "queued").containsEntry("try_count", 0);
		assertThat(row.get("unserved_since")).isNotNull();
		String queue = this.environment.queue(TestApplication.QUEUE);
		// It was not acknowledged.
		Awaitility.await().until(() -> this.environment.rabbit().messages(queue) > 0);
		if (messageIsLost) {
			submitter.bean(AmqpAdmin.class).purgeQueue(queue, false);
		}
		TestApplication young = start(Young.class);
		assertThat(young.await(id, JobStatus.COMPLETE).tryCount()).isOne();
		assertThat(RUN).containsExactly(ORDER);
		assertThat(young.failedJobs().attempts(id)).isEmpty();
	}

	private TestApplication start(Class<?> source, String... properties) {
		TestApplication application = TestApplication.start(this.environment, source, properties);
		this.applications.add(application);
		return application;
	}

	@JobType("order")
	record Order(List<Shape> shapes) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(name = "circle", value = Circle.class),
			@JsonSubTypes.Type(name = "triangle", value = Triangle.class) })
	interface Shape {

	}

	record Circle(String text) implements Shape {

	}

	record Triangle(String text) implements Shape {

	}

	@JobType("order")
	record OldOrder(List<OldShape> shapes) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(name = "circle", value = OldCircle.class))
	interface OldShape {

	}

	record OldCircle(String text) implements OldShape {

	}

	static class Listener {

		private final List<JobId> unserved = new CopyOnWriteArrayList<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		private volatile Consumer<JobId> onStart = (id) -> {
		};

		@EventListener
		void on(JobStarted event) {
			this.onStart.accept(event.id());
		}

		@EventListener
		void on(JobUnserved event) {
			this.threads.add(Thread.currentThread().getName());
			this.unserved.add(event.id());
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Old {

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		JobExecutor<OldOrder> oldOrders() {
			return (JobContext<OldOrder> job) -> RUN.add(job.payload());
		}

	}

	/** Dies when it has given a job back, and has not acknowledged its message. */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Dying extends Old {

		@EventListener
		void on(JobUnserved event) {
			Runtime.getRuntime().halt(KILLED);
		}

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Dying.class).web(WebApplicationType.NONE).run(arguments);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Young {

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		JobExecutor<Order> orders() {
			return (JobContext<Order> job) -> RUN.add(job.payload());
		}

	}

}
