package io.computeplatform.internal.worker;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class HostileFailureTests {

	private static final Map<String, Throwable> FAILURES = Map.ofEntries(
			Map.entry("getMessage blocks", new BlockingMessage()), Map.entry("getCause blocks", new BlockingCause()),
			Map.entry("getCause blocks without heeding interrupts", new UnheedingCause()),
			Map.entry("getCause is new each time", new EndlessCauses()),
			Map.entry("getCause comes back to itself", cyclic()), Map.entry("many suppressed", suppressed(200_000)),
			Map.entry("deep", deep(100_000)), Map.entry("deep suppressed", deepSuppressed(20_000)),
			Map.entry("toString throws", new ThrowingToString()),
			Map.entry("printStackTrace blocks", new BlockingTrace()),
			Map.entry("huge message", new IllegalStateException("x".repeat(50_000_000))),
			Map.entry("getStackTrace is null", new NoTrace()));

	private static TestApplication application;

	private static final CountDownLatch ENOUGH = new CountDownLatch(1);

	@BeforeAll
	static void start(TestEnvironment environment) {
		application = TestApplication.start(environment, ActionMain.class, "compute.async.max-retries=0",
				"compute.async.queues.work.circuit-breaker.enabled=true",
				"compute.async.queues.work.circuit-breaker.window=100",
				"compute.async.queues.work.circuit-breaker.minimum-attempts=100");
		ActionMain.ACTIONS.put("quick", (job) -> {
		});
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	static Stream<String> failures() {
		return FAILURES.keySet().stream().sorted();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsRecordedWhateverItDoesWhenItIsRead(String name) {
		Throwable hostile = FAILURES.get(name);
		ActionMain.ACTIONS.put("hostile", (job) -> {
			if (hostile instanceof Exception exception) {
				throw exception;
			}
			throw (Error) hostile;
		});
		JobFailure failure = application.await(application.submit(new Named("hostile")), JobStatus.FAILED)
			.lastFailure();
		assertThat(failure.exceptionClass()).isEqualTo(hostile.getClass().getName());
		assertThat(failure.reason()).isEqualTo((hostile instanceof NonRetryableJobException)
				? FailureReason.NOT_RETRYABLE : FailureReason.EXECUTOR_FAILED);
		application.await(application.submit(new Named("quick")), JobStatus.COMPLETE);
	}

	@Test
	void exceptionsThatNeverAnswerMakeThoseOfOthersNoLessReadable() {
		ActionMain.ACTIONS.put("never", (job) -> {
			throw new NeverAnswering();
		});
		// More than there are threads that read at once.
		Stream.generate(() -> application.submit(new Named("never")))
			.limit(20)
			.toList()
			.forEach((id) -> application.await(id, JobStatus.FAILED));
		ActionMain.ACTIONS.put("custom", (job) -> {
			throw new Custom();
		});
		Job failed = application.await(application.submit(new Named("custom")), JobStatus.FAILED);
		assertThat(failed.lastFailure().message()).isEqualTo("made when it is asked for");
		ENOUGH.countDown();
	}

	private static void block() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Throwable cyclic() {
		IllegalStateException first = new IllegalStateException("first");
		first.initCause(new IllegalStateException("second", first));
		return first;
	}

	private static Throwable suppressed(int count) {
		IllegalStateException failure = new IllegalStateException("many");
		for (int i = 0; i < count; i++) {
			failure.addSuppressed(new Exception("suppressed " + i, null));
		}
		return failure;
	}

	private static Throwable deep(int depth) {
		IllegalStateException failure = new IllegalStateException("root");
		for (int i = 0; i < depth; i++) {
			failure = new IllegalStateException("cause " + i, failure);
		}
		return failure;
	}

	private static Throwable deepSuppressed(int depth) {
		IllegalStateException failure = new IllegalStateException("root");
		for (int i = 0; i < depth; i++) {
			IllegalStateException next = new IllegalStateException("suppressed " + i);
			next.addSuppressed(failure);
			failure = next;
		}
		return failure;
	}

	private static final class BlockingMessage extends NonRetryableJobException {

		private static final long serialVersionUID = 1L;

		BlockingMessage() {
			super("blocks");
		}

		@Override
		public String getMessage() {
			block();
			return "late";
		}

	}

	private static final class BlockingCause extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public Throwable getCause() {
			block();
			return null;
		}

	}

	private static final class UnheedingCause extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public Throwable getCause() {
			long end = System.nanoTime() + 20_000_000_000L;
			while (System.nanoTime() - end < 0) {
				Thread.interrupted();
				block();
			}
			return null;
		}

	}

	/** Does not heed its interrupt. */
	private static final class NeverAnswering extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			while (ENOUGH.getCount() > 0) {
				try {
					ENOUGH.await();
				}
				catch (InterruptedException ex) {
					// As code does that can't be stopped.
					continue;
				}
			}
			return "late";
		}

	}

	private static final class Custom extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			return "made when it is asked for";
		}

	}

	private static final class EndlessCauses extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public Throwable getCause() {
			return new EndlessCauses();
		}

	}

	private static final class ThrowingToString extends Error {

		private static final long serialVersionUID = 1L;

		@Override
		public String toString() {
			throw new IllegalStateException("toString");
		}

		@Override
		public String getMessage() {
			throw new StackOverflowError("getMessage");
		}

	}

	private static final class BlockingTrace extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public void printStackTrace(PrintWriter writer) {
			block();
		}

	}

	private static final class NoTrace extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public StackTraceElement[] getStackTrace() {
			return null;
		}

	}

}
