package io.computeplatform.internal.worker;

import java.util.concurrent.CountDownLatch;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.function.ThrowingSupplier;

@Tag("engine")
@WithTestEnvironment
class HangingProbeTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void probeThatHangsBeyondItsTimeoutDoesNotKeepTheQueueClosed(boolean cancelled, TestEnvironment environment) {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch hangs = new CountDownLatch(1);
		ActionMain.ACTIONS.put("fail", (job) -> {
			throw new IllegalStateException("On purpose");
		});
		ActionMain.ACTIONS.put("hang", (job) -> {
			hangs.countDown();
			while (end.getCount() > 0) {
				awaitUnheeding(end);
			}
		});
		ActionMain.ACTIONS.put("quick", (job) -> {
		});
		try (TestApplication application = TestApplication.start(environment, ActionMain.class,
				"compute.async.max-retries=0", "compute.async.worker.interrupt-grace=200ms",
				"compute.async.queues.work.timeout=" + (cancelled ? "10m" : "500ms"),
				"compute.async.queues.work.circuit-breaker.enabled=true",
				"compute.async.queues.work.circuit-breaker.window=2",
				"compute.async.queues.work.circuit-breaker.minimum-attempts=2",
				"compute.async.queues.work.circuit-breaker.initial-pause=200ms")) {
			application.await(application.submit(new Named("fail")), JobStatus.FAILED);
			application.await(application.submit(new Named("fail")), JobStatus.FAILED);
			JobId probe = application.submit(new Named("hang"));
			ThrowingSupplier.of(() -> {
				hangs.await();
				return true;
			}).get();
			JobId next = application.submit(new Named("quick"));
			if (cancelled) {
				application.platform().cancel(probe);
			}
			application.await(next, JobStatus.COMPLETE);
		}
		finally {
			end.countDown();
		}
	}

	private static void awaitUnheeding(CountDownLatch end) {
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			// On purpose: the next round waits again.
			Thread.interrupted();
		}
	}

}
