package io.computeplatform.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class EventTests {

	private TestApplication application;

	private Recorder recorder;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, Listening.class);
		this.recorder = this.application.bean(Recorder.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void successfulJobIsSubmittedStartedAndCompleted() {
		JobId id = this.application.submit(Work.succeed());
		awaitEvents(id, "JobSubmitted", "JobStarted", "JobCompleted");
	}

	@Test
	void failingJobIsRetriedAndThenFailedForGood() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(1));
		awaitEvents(id, "JobSubmitted", "JobStarted", "JobRetried", "JobStarted", "JobFailed");
		assertThat(this.recorder.of(id).get(4)).isInstanceOfSatisfying(JobFailed.class, (event) -> {
			assertThat(event.tryNumber()).isEqualTo(2);
			assertThat(event.failure().message()).isEqualTo("Try 2 failed on purpose");
		});
	}

	@Test
	void cancelledJobIsCancelled() {
		JobId queued = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		this.application.platform().cancel(queued);
		awaitEvents(queued, "JobSubmitted", "JobCancelled");
		JobId running = this.application.submit(Work.take(60_000));
		this.application.await(running, JobStatus.IN_PROGRESS);
		this.application.platform().cancel(running);
		awaitEvents(running, "JobSubmitted", "JobStarted", "JobCancelled");
	}

	@Test
	void eventsFollowTheCommitAndNeverARollback() {
		JobId[] ids = new JobId[2];
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.bean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			ids[0] = this.application.submit(Work.succeed());
			assertThat(this.recorder.of(ids[0])).isEmpty();
		});
		awaitEvents(ids[0], "JobSubmitted", "JobStarted", "JobCompleted");
		transaction.executeWithoutResult((status) -> {
			ids[1] = this.application.submit(Work.succeed());
			status.setRollbackOnly();
		});
		assertThat(this.recorder.of(ids[1])).isEmpty();
	}

	@Test
	void listenerFindsTheOutcomeThatItIsToldCommitted() {
		JobId failed = this.application.platform()
			.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		JobId complete = this.application.submit(Work.succeed());
		awaitEvents(failed, "JobSubmitted", "JobStarted", "JobFailed");
		awaitEvents(complete, "JobSubmitted", "JobStarted", "JobCompleted");
		assertThat(this.recorder.found).containsEntry(failed, JobStatus.FAILED)
			.containsEntry(complete, JobStatus.COMPLETE);
	}

	@Test
	void failingListenerDoesNotDisturbTheJob() {
		this.recorder.failing = true;
		try {
			JobId id = this.application.submit(Work.failBefore(2));
			assertThat(this.application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
		}
		finally {
			this.recorder.failing = false;
		}
	}

	private void awaitEvents(JobId id, String... names) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(this.recorder.of(id)).extracting((event) -> event.getClass().getSimpleName())
						// The first try may start before the submitter's own event is
						// out.
						.containsExactlyInAnyOrder(names));
	}

	@Import(WorkerMain.class)
	static class Listening {

		@Bean
		Recorder recorder(ObjectProvider<AsyncPlatform> platform) {
			return new Recorder(platform);
		}

	}

	static class Recorder {

		private final List<Object> events = new CopyOnWriteArrayList<>();

		/** Status that each job had when its end was told. */
		private final Map<JobId, JobStatus> found = new ConcurrentHashMap<>();

		private final ObjectProvider<AsyncPlatform> platform;

		private volatile boolean failing;

		Recorder(ObjectProvider<AsyncPlatform> platform) {
			this.platform = platform;
		}

		@EventListener({ JobSubmitted.class, JobStarted.class, JobRetried.class, JobFailed.class, JobCompleted.class,
				JobCancelled.class })
		void on(Object event) {
			if (event instanceof JobFailed end) {
				find(end.id());
			}
			if (event instanceof JobCompleted end) {
				find(end.id());
			}
			this.events.add(event);
			if (this.failing) {
				throw new IllegalStateException("The listener fails on purpose");
			}
		}

		private void find(JobId id) {
			this.found.put(id, this.platform.getObject().find(id).orElseThrow().status());
		}

		List<Object> of(JobId id) {
			return this.events.stream().filter((event) -> event.toString().contains(id.toString())).toList();
		}

	}

}
