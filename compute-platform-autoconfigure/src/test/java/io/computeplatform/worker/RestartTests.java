package io.computeplatform.worker;

import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.worker.ActionMain.Named;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
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
					Thread.onSpinWait();
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
