package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.ForQueue;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobUnserved;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A job runs only in an executor for its type, whichever instances there are.
 */
@Tag("engine")
@WithTestEnvironment
class UnservedJobTests {

	private static final List<Object> RUN = new CopyOnWriteArrayList<>();

	private static final String SHORT = "compute.async.unserved-timeout=1s";

	private static final String SUBMITTER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	private final List<TestApplication> applications = new ArrayList<>();

	UnservedJobTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue("work");
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
	void jobOfATypeThatOldInstancesDoNotKnowRunsInANewOne() {
		TestApplication old = start(Payments.class);
		TestApplication older = start(PaymentsAndInvoices.class);
		TestApplication submitter = start(Nothing.class, SUBMITTER);
		List<JobId> refunds = submitter.platform()
			.submitAll("work", List.of(new Refund("a"), new Refund("b"), new Refund("c")));
		JobId payment = submitter.submit(new Payment("p"));
		old.await(payment, JobStatus.COMPLETE);
		Awaitility.await()
			.until(() -> refunds.stream().filter((id) -> events(old, older, id) > 0).count() == refunds.size());
		assertThat(refunds).allSatisfy((id) -> {
			Job job = submitter.find(id);
			assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
			assertThat(job.tryCount()).isZero();
		});
		TestApplication young = start(PaymentsAndRefunds.class);
		refunds.forEach((id) -> assertThat(young.await(id, JobStatus.COMPLETE).tryCount()).isOne());
		assertThat(RUN).containsExactlyInAnyOrder(new Payment("p"), new Refund("a"), new Refund("b"), new Refund("c"));
		assertThat(refunds).allSatisfy((id) -> assertThat(events(old, older, id)).isOne());
	}

	@Test
	void jobThatNoInstanceTakesFailsWithAReasonOfItsOwnAndCanBeRetried() {
		TestApplication old = start(Payments.class, SHORT, "compute.async.version=1.8.2");
		JobId id = start(Nothing.class, SUBMITTER).submit(new Refund("a"));
		Job job = old.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isZero();
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NO_EXECUTOR);
		assertThat(job.lastFailure().message()).contains(Refund.class.getName(), "queue 'work'");
		assertThat(old.failedJobs().attempts(id)).singleElement().satisfies((attempt) -> {
			assertThat(attempt.tryNumber()).isOne();
			assertThat(attempt.reason()).isEqualTo(FailureReason.NO_EXECUTOR);
			assertThat(attempt.startedAt()).isBefore(attempt.endedAt());
			assertThat(attempt.version()).isEqualTo("1.8.2");
		});
		assertThat(old.failedJobs().groups(FailedJobQuery.all(), 10)).singleElement().satisfies((group) -> {
			assertThat(group.title()).contains(Refund.class.getName());
			assertThat(group.lastVersion()).isEqualTo("1.8.2");
		});
		Awaitility.await()
			.untilAsserted(() -> assertThat(old.platform().deadLetters("work", 1000))
				.filteredOn((letter) -> id.equals(letter.jobId()))
				.first()
				.extracting(DeadLetter::reason)
				.isEqualTo(FailureReason.NO_EXECUTOR));
		Awaitility.await().until(() -> old.bean(Listener.class).failed(id) == 1);
		assertThat(old.failedJobService().retry(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
		old.await(id, JobStatus.FAILED);
		assertThat(old.failedJobs().attempts(id)).hasSize(2);
		TestApplication young = start(PaymentsAndRefunds.class);
		old.close();
		assertThat(young.failedJobService().retry(id, AuditNote.none())).isEqualTo(ChangeResult.DONE);
		assertThat(young.await(id, JobStatus.COMPLETE).tryCount()).isOne();
	}

	@Test
	void jobThatWaitsForItsExecutorDoesNotHoldUpOthers() {
		TestApplication old = start(Payments.class);
		TestApplication submitter = start(Nothing.class, SUBMITTER);
		List<JobId> refunds = submitter.platform().submitAll("work", Collections.nCopies(200, new Refund("a")));
		List<JobId> payments = submitter.platform().submitAll("work", Collections.nCopies(20, new Payment("p")));
		payments.forEach((id) -> old.await(id, JobStatus.COMPLETE));
		assertThat(refunds).allSatisfy((id) -> assertThat(submitter.find(id).status()).isEqualTo(JobStatus.QUEUED));
	}

	@Test
	void rowOfAnOlderVersionRuns() {
		TestApplication shapes = start(Shapes.class);
		JobId named = insert(shapes, Shape.class.getName(), "{\"name\":\"a\"}");
		JobId subtype = insert(shapes, Circle.class.getName(), "{\"name\":\"b\"}");
		shapes.await(named, JobStatus.COMPLETE);
		shapes.await(subtype, JobStatus.COMPLETE);
	}

	@Test
	void listOfRefundsRunsInNoExecutorForListsOfPayments() {
		TestApplication payments = start(PaymentLists.class, SHORT);
		TestApplication submitter = start(Nothing.class, SUBMITTER);
		JobId refunds = submitter.submit(List.of(new Refund("a")));
		JobId fitting = submitter.submit(List.of(new Payment("b")));
		JobId older = insert(payments, List.class.getName(), "[{\"text\":\"c\"}]");
		payments.await(fitting, JobStatus.COMPLETE);
		payments.await(older, JobStatus.COMPLETE);
		assertThat(payments.await(refunds, JobStatus.FAILED).tryCount()).isZero();
		assertThat(RUN).containsExactlyInAnyOrder(List.of(new Payment("b")), List.of(new Payment("c")));
	}

	@Test
	void nameOfATypeOutlivesItsClass() {
		TestApplication young = start(Renamed.class);
		JobId before = insert(young, "com.example.OldInvoice", "{\"number\":\"1\"}");
		JobId unnamed = insert(young, Invoice.class.getName(), "{\"number\":\"2\"}");
		JobId now = young.submit(new Invoice("3"));
		List.of(before, unnamed, now).forEach((id) -> young.await(id, JobStatus.COMPLETE));
		assertThat(young.find(now).type()).isEqualTo("invoice");
		assertThat(RUN).containsExactlyInAnyOrder(new Invoice("1"), new Invoice("2"), new Invoice("3"));
	}

	@Test
	void idOfAJobOfTheFormerNameIsThatOfTheSameJob() {
		TestApplication young = start(Renamed.class);
		JobId before = insert(young, "com.example.OldInvoice", "{\"number\":\"1\"}");
		assertThat(young.platform()
			.submit(TestApplication.QUEUE, new Invoice("1"), SubmitOptions.defaults().withId(before)))
			.isEqualTo(before);
		young.await(before, JobStatus.COMPLETE);
		assertThat(RUN).containsExactly(new Invoice("1"));
	}

	@Test
	void subtypeOfAnotherServiceRunsInAnExecutorForItsSupertype() {
		TestApplication submitter = start(Nothing.class, SUBMITTER);
		JobId circle = submitter.submit(new Circle("c"));
		JobId square = submitter.submit(new Square("s"));
		assertThat(submitter.find(square).type()).isEqualTo("square");
		TestApplication shapes = start(Shapes.class);
		shapes.await(circle, JobStatus.COMPLETE);
		shapes.await(square, JobStatus.COMPLETE);
		assertThat(RUN).hasSize(2).hasOnlyElementsOfType(Shape.class);
	}

	@Test
	void payloadThatNoExecutorOfTheProcessTakesIsRefused() {
		TestApplication payments = start(Payments.class);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> payments.submit("text"))
			.withMessageContaining("java.lang.String")
			.withMessageContaining(Payment.class.getName())
			.withMessageContaining("@JobType");
		JobId elsewhere = payments.submit(new Invoice("for another application"));
		assertThat(payments.find(elsewhere).type()).isEqualTo("invoice");
	}

	private static long events(TestApplication one, TestApplication other, JobId id) {
		return one.bean(Listener.class).unserved(id) + other.bean(Listener.class).unserved(id);
	}

	private TestApplication start(Class<?> source, String... properties) {
		TestApplication application = TestApplication.start(this.environment, source, properties);
		this.applications.add(application);
		return application;
	}

	/** As an instance of an older version does. */
	private static JobId insert(TestApplication application, String type, String payload) {
		JobId id = new JobId(UUID.randomUUID());
		application.bean(JdbcClient.class).sql("""
				insert into compute.jobs (id, queue, type, payload, status, max_tries, message_due_at)
				values (?, 'work', ?, ?::json, 'queued', 4, now())""").params(id.value(), type, payload).update();
		return id;
	}

	record Payment(String text) {

	}

	record Refund(String text) {

	}

	@JobType(value = "invoice", formerNames = "com.example.OldInvoice")
	record Invoice(String number) {

	}

	static class Shape {

		public String name;

		Shape() {
		}

		Shape(String name) {
			this.name = name;
		}

	}

	static class Circle extends Shape {

		Circle() {
		}

		Circle(String name) {
			super(name);
		}

	}

	@JobType("square")
	static class Square extends Shape {

		Square() {
		}

		Square(String name) {
			super(name);
		}

	}

	static class Listener {

		private final List<Object> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(JobUnserved event) {
			this.events.add(event.id());
		}

		@EventListener
		void on(JobFailed event) {
			this.events.add(Map.of(event.id(), "failed"));
		}

		long unserved(JobId id) {
			return this.events.stream().filter(id::equals).count();
		}

		long failed(JobId id) {
			return this.events.stream().filter(Map.of(id, "failed")::equals).count();
		}

	}

	private static <T> JobExecutor<T> executor() {
		return (JobContext<T> job) -> RUN.add(job.payload());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Nothing {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Payments extends Nothing {

		@Bean
		JobExecutor<Payment> payments() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PaymentLists extends Nothing {

		@Bean
		JobExecutor<List<Payment>> payments() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PaymentsAndInvoices extends Payments {

		@Bean
		@ForQueue("work")
		JobExecutor<Invoice> invoices() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PaymentsAndRefunds extends Payments {

		@Bean
		JobExecutor<Refund> refunds() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shapes extends Nothing {

		@Bean
		JobExecutor<Shape> shapes() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Renamed extends Nothing {

		@Bean
		JobExecutor<Invoice> invoices() {
			return executor();
		}

	}

}
