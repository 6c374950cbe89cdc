package io.computeplatform.internal.worker;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.bulk.BulkOperation.Status;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@WithTestEnvironment
class RestartTests {

	@Test
	void contextThatIsStoppedAndStartedAgainRunsItsJobs(TestEnvironment environment) {
		restarts(environment, ConfigurableApplicationContext::stop, ConfigurableApplicationContext::start);
	}

	@Test
	void contextThatIsPausedAndRestartedRunsItsJobs(TestEnvironment environment) {
		Method pause = ReflectionUtils.findMethod(ConfigurableApplicationContext.class, "pause");
		Method restart = ReflectionUtils.findMethod(ConfigurableApplicationContext.class, "restart");
		Assumptions.assumeTrue(pause != null && restart != null, "Spring Framework 7 pauses contexts");
		restarts(environment, (context) -> ReflectionUtils.invokeMethod(pause, context),
				(context) -> ReflectionUtils.invokeMethod(restart, context));
	}

	@Test
	void startOfARunningContextDoublesNothing(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, ActionMain.class,
				"compute.async.queues.work.concurrency=2")) {
			await().until(() -> consumers().size() == 2);
			application.context().getBeansOfType(SmartLifecycle.class).forEach((name, bean) -> {
				if (name.startsWith("compute")) {
					bean.start();
				}
			});
			ActionMain.ACTIONS.put("nothing", (job) -> {
			});
			application.await(application.submit(new Named("nothing")), JobStatus.COMPLETE);
			assertThat(consumers()).hasSize(2);
			assertThat(threads("compute-worker")).hasSize(1);
		}
	}

	@Test
	void consumersThatStopByThemselvesAreStartedAgain(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment, ActionMain.class,
				"compute.async.queues.work.concurrency=2")) {
			// Before their first attempt an interrupt reaches them.
			Set<Thread> consumers = consumers();
			assertThat(consumers).isNotEmpty();
			consumers.forEach(Thread::interrupt);
			await().until(() -> consumers.stream().noneMatch(Thread::isAlive));
			CountDownLatch both = new CountDownLatch(2);
			ActionMain.ACTIONS.put("both", (job) -> {
				both.countDown();
				both.await();
			});
			JobId first = application.submit(new Named("both"));
			application.await(application.submit(new Named("both")), JobStatus.COMPLETE);
			application.await(first, JobStatus.COMPLETE);
		}
	}

	private static Set<Thread> consumers() {
		return threads("job-work-");
	}

	private static Set<Thread> threads(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(prefix))
			.collect(Collectors.toSet());
	}

	@Test
	void whatRunsInTheBackgroundGoesOnAfterARestart(TestEnvironment environment) {
		try (TestApplication application = TestApplication.start(environment,
				"compute.async.backoff.initial-interval=100ms", "compute.async.retention.interval=100ms",
				"compute.async.retention.complete=1h", "compute.async.dead-letters.remove-stale=true",
				"compute.async.dead-letters.interval=100ms")) {
			JobId failed = application.platform()
				.submit(TestApplication.QUEUE, Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
			application.await(failed, JobStatus.FAILED);
			String deadLetters = environment.queue(TestApplication.QUEUE) + ".dlq";
			await().until(() -> environment.rabbit().messages(deadLetters) == 1);
			application.context().stop();
			// There before the first look of what looks every ten seconds.
			JobId waiting = change(application, "queue = 'gone'");
			application.context().start();

			JobId old = change(application, "status = 'complete', finished_at = now() - interval '2h', "
					+ "message_due_at = null, message_sent_at = null");
			JobId lost = change(application, "message_due_at = null, message_sent_at = now() - interval '1h'");
			JobId orphan = change(application, "status = 'in-progress', worker = 'gone', started_at = now(), "
					+ "try_count = 1, message_due_at = null, message_sent_at = null");
			JobId unserved = change(application, "unserved_since = now() - interval '1h', "
					+ "unserved_at = now() - interval '1h', message_due_at = now() + interval '1h'");
			JobId running = application.submit(Work.take(600_000));
			// A retry after a delay is sent by nobody but the relay.
			JobId retried = application.submit(Work.failBefore(2));
			UUID operation = application.bulkOperations().start(BulkRequest.discard(FailedJobQuery.all(), 1));

			application.await(retried, JobStatus.COMPLETE);
			application.await(lost, JobStatus.COMPLETE);
			application.await(orphan, JobStatus.COMPLETE);
			application.await(unserved, JobStatus.COMPLETE);
			application.await(running, JobStatus.IN_PROGRESS);
			application.platform().cancel(running);
			application.await(running, JobStatus.CANCELLED);
			await("purge").until(() -> application.platform().find(old).isEmpty());
			await("operation").until(() -> application.bulkOperations().find(operation).orElseThrow().status(),
					Status.DONE::equals);
			await("removal of the stale letter").until(() -> environment.rabbit().messages(deadLetters) == 0);
			await("look at the queues").until(() -> application.bean(UnservedQueues.class)
				.found()
				.stream()
				.anyMatch((queue) -> queue.queue().equals("gone")));
			assertThat(application.find(waiting).status()).isEqualTo(JobStatus.QUEUED);
		}
	}

	@Test
	void statementThatHungSinceBeforeARestartTakesNoLeaseAway(TestEnvironment environment) {
		try (TcpProxy database = TcpProxy.to(environment.postgres().host(), environment.postgres().port());
				TestApplication application = TestApplication.start(environment,
						"spring.datasource.url=" + environment.jdbcUrl()
							.replace(environment.postgres().host() + ":" + environment.postgres().port(),
									database.host() + ":" + database.port()),
						"compute.async.worker.lease-renewal=1s", "compute.async.worker.lease-duration=1m")) {
			WorkerLease lease = application.bean(WorkerLease.class);
			String before = lease.worker();
			database.stall();
			lease.invalidate();
			// Gives up waiting for the renewal, behind which the deletion waits.
			lease.stop();
			CompletableFuture<Void> started = CompletableFuture.runAsync(lease::start);
			await().until(() -> !lease.worker().equals(before));
			String after = lease.worker();
			database.resume();
			started.join();

			JdbcClient jdbc = application.bean(JdbcClient.class);
			await()
				.failFast("lease taken away",
						() -> jdbc.sql("select 1 from compute.workers where worker = ?")
							.param(after)
							.query()
							.listOfRows()
							.isEmpty())
				.until(() -> jdbc.sql("select worker from compute.workers").query(String.class).list(),
						List.of(after)::equals);
			assertThat(lease.worker()).isEqualTo(after);
		}
	}

	/** A job whose row is changed before its message is sent. */
	private static JobId change(TestApplication application, String assignments) {
		JobId id = application.platform()
			.submit(TestApplication.QUEUE, Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		application.bean(JdbcClient.class)
			.sql("update compute.jobs set due_at = now(), " + assignments + " where id = ?")
			.param(id.value())
			.update();
		return id;
	}

	private static void restarts(TestEnvironment environment, Step stop, Step start) {
		AtomicInteger starts = new AtomicInteger();
		AtomicInteger hangs = new AtomicInteger();
		ActionMain.ACTIONS.put("quick", (job) -> {
		});
		ActionMain.ACTIONS.put("long", (job) -> {
			// Only the first time: it is given back, and runs again after the restart.
			if (starts.incrementAndGet() % 2 == 1) {
				TimeUnit.MINUTES.sleep(10);
			}
		});
		ActionMain.ACTIONS.put("unheeding", (job) -> {
			if (hangs.incrementAndGet() % 2 == 1) {
				long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
				while (System.nanoTime() - end < 0) {
					Thread.interrupted();
					LockSupport.parkNanos(end - System.nanoTime());
				}
			}
		});
		try (TestApplication application = TestApplication.start(environment, ActionMain.class,
				"compute.async.worker.shutdown-grace=300ms", "compute.async.worker.interrupt-grace=300ms",
				"compute.async.queues.work.concurrency=4")) {
			for (int round = 1; round <= 3; round++) {
				application.await(application.submit(new Named("quick")), JobStatus.COMPLETE);
				JobId interrupted = application.submit(new Named("long"));
				JobId hanging = application.submit(new Named("unheeding"));
				application.await(interrupted, JobStatus.IN_PROGRESS);
				application.await(hanging, JobStatus.IN_PROGRESS);
				stop.on(application.context());
				assertThat(application.find(interrupted).status()).isEqualTo(JobStatus.QUEUED);
				assertThat(application.find(hanging).status()).isEqualTo(JobStatus.QUEUED);
				JobId submittedMeanwhile = application.submit(new Named("quick"));
				start.on(application.context());
				assertThat(application.await(interrupted, JobStatus.COMPLETE).tryCount()).isOne();
				assertThat(application.await(hanging, JobStatus.COMPLETE).tryCount()).isOne();
				assertThat(application.await(submittedMeanwhile, JobStatus.COMPLETE).tryCount()).isOne();
			}
			await().until(() -> starts.get() == 6 && hangs.get() == 6);
		}
	}

	private interface Step {

		void on(ConfigurableApplicationContext context);

	}

}
