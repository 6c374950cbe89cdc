package io.computeplatform.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.event.CircuitBreakerStateChanged;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@WithTestEnvironment
class QueueControlTests {

	private TestApplication application;

	private Service service;

	@BeforeEach
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, Application.class, "compute.async.max-retries=3",
				"compute.async.circuit-breaker.enabled=true", "compute.async.circuit-breaker.window=6",
				"compute.async.circuit-breaker.minimum-attempts=6",
				"compute.async.circuit-breaker.initial-pause=500ms");
		this.service = this.application.bean(Service.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void pausedQueueStartsNothingUntilItIsResumed() {
		QueueControl control = this.application.bean(QueueControl.class);
		control.pause("work", "maintenance");
		control.pause("work", "longer maintenance");
		assertThat(control.paused()).singleElement().extracting(PausedQueue::comment).isEqualTo("longer maintenance");
		awaitPauseIsHeeded();
		JobId id = this.application.submit("ok");
		int calls = this.service.calls.get();
		Awaitility.await()
			.during(Duration.ofSeconds(1))
			.until(() -> this.service.calls.get() == calls && this.application.find(id).tryCount() == 0);
		assertThat(control.resume("work")).isTrue();
		assertThat(control.resume("work")).isFalse();
		assertThat(control.paused()).isEmpty();
		assertThat(this.application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(1);
	}

	@Test
	void pauseSurvivesARestartAndDoesNotHoldUpTheStop(TestEnvironment environment) {
		this.application.bean(QueueControl.class).pause("work", "over night");
		awaitPauseIsHeeded();
		JobId id = this.application.submit("ok");
		stop();
		start(environment);
		Awaitility.await().during(Duration.ofSeconds(1)).until(() -> this.application.find(id).tryCount() == 0);
		this.application.bean(QueueControl.class).resume("work");
		this.application.await(id, JobStatus.COMPLETE);
	}

	@Test
	void outageDoesNotUseUpTheTries() {
		this.service.down.set(true);
		List<JobId> ids = new ArrayList<>(this.application.platform().submitAll("work", Collections.nCopies(30, "ok")));
		Awaitility.await().until(() -> this.service.states.contains("OPEN"));
		assertThat(this.application.failedJobs().count(FailedJobQuery.all())).isZero();
		Awaitility.await().until(() -> this.service.states.contains("HALF_OPEN"));
		this.service.down.set(false);
		ids.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
		assertThat(this.service.states).endsWith("CLOSED");
		assertThat(this.application.failedJobs().count(FailedJobQuery.all())).isZero();
	}

	@Test
	void jobsThatAreToBlameThemselvesPauseNothing() {
		List<JobId> ids = this.application.platform().submitAll("work", Collections.nCopies(20, "bad"));
		ids.forEach((id) -> this.application.await(id, JobStatus.FAILED));
		this.application.await(this.application.submit("ok"), JobStatus.COMPLETE);
		assertThat(this.service.states).isEmpty();
	}

	@Test
	void whatCanNotBePausedIsRefused() {
		QueueControl control = this.application.bean(QueueControl.class);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> control.pause("wrok", "why"))
			.withMessageContaining("wrok");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> control.pause("work", " "))
			.withMessageContaining("comment");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> control.resume("wrok"));
	}

	@Test
	void whoPausedAndResumedWhenAndWhyIsKept() {
		QueueControl control = this.application.bean(QueueControl.class);
		control.pause("work", AuditNote.of("anna", "maintenance"));
		control.pause("work", AuditNote.of("ben", "longer maintenance"));
		assertThat(control.paused()).singleElement().extracting(PausedQueue::actor).isEqualTo("ben");
		assertThat(control.resume("work", AuditNote.of("cleo", "it is over"))).isTrue();
		assertThat(control.resume("work", AuditNote.of("cleo", "again"))).isFalse();
		control.pause("work", "who is it?");
		control.resume("work");
		List<AuditEntry> actions = this.application.auditLog().entriesOfQueue("work", 5);
		assertThat(actions).extracting(AuditEntry::action, AuditEntry::actor, AuditEntry::comment)
			.containsExactly(tuple(Action.RESUME, "unknown", null), tuple(Action.PAUSE, "unknown", "who is it?"),
					tuple(Action.RESUME, "cleo", "it is over"), tuple(Action.PAUSE, "ben", "longer maintenance"),
					tuple(Action.PAUSE, "anna", "maintenance"));
		assertThat(actions).extracting(AuditEntry::queue).containsOnly("work");
		assertThat(this.application.auditLog().entries(5, null)).isEqualTo(actions);
	}

	@Test
	void pauseThatRollsBackIsNeitherInForceNorRecorded() {
		QueueControl control = this.application.bean(QueueControl.class);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				control.pause("work", AuditNote.of("anna", "never"));
				status.setRollbackOnly();
			});
		assertThat(control.paused()).isEmpty();
		assertThat(this.application.auditLog().entriesOfQueue("work", 10)).extracting(AuditEntry::comment)
			.doesNotContain("never");
	}

	private void awaitPauseIsHeeded() {
		// A worker looks twice a second; what it had let through before may still run.
		Awaitility.await().until(() -> {
			JobId probe = this.application.submit("ok");
			boolean held = isHeld(probe);
			this.application.platform().cancel(probe);
			return held;
		});
	}

	private boolean isHeld(JobId probe) {
		try {
			Awaitility.await()
				.atMost(Duration.ofMillis(1500))
				.until(() -> this.application.find(probe).status().isFinished());
			return false;
		}
		catch (ConditionTimeoutException ex) {
			return true;
		}
	}

	@EnableAutoConfiguration
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

		@Bean
		JobExecutor<String> executor(Service service) {
			return (job) -> service.call(job.payload());
		}

	}

	static class Service {

		private final AtomicBoolean down = new AtomicBoolean();

		private final AtomicInteger calls = new AtomicInteger();

		private final List<String> states = new CopyOnWriteArrayList<>();

		void call(String request) {
			this.calls.incrementAndGet();
			if (request.equals("bad")) {
				throw new NonRetryableJobException("a bad request");
			}
			if (this.down.get()) {
				throw new IllegalStateException("the service is down");
			}
		}

		@EventListener
		void on(CircuitBreakerStateChanged event) {
			this.states.add(event.to());
		}

	}

}
