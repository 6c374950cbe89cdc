package io.computeplatform.internal.support;

import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.CannotCreateTransactionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Tag("fast")
class PeriodicTaskTests {

	private static final String NAME = "periodic-test-";

	private static final Duration SHORT = Duration.ofMillis(1);

	private static final Duration LONG = Duration.ofHours(1);

	private final AtomicInteger runs = new AtomicInteger();

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void everyThreadEnds() {
		this.end.countDown();
		await().until(() -> threads().isEmpty());
	}

	@Test
	void taskRunsAgainAndAgainInEachStart() {
		PeriodicTask task = task(this.runs::incrementAndGet, SHORT);
		for (int round = 0; round < 3; round++) {
			task.start();
			assertThat(task.isRunning()).isTrue();
			awaitRuns(this.runs.get() + 3);
			task.stop();
			assertThat(task.isRunning()).isFalse();
			await().until(() -> threads().isEmpty());
		}
	}

	@Test
	void firstRunIsAtTheStart() {
		PeriodicTask task = task(this.runs::incrementAndGet, LONG);
		task.start();
		awaitRuns(1);
		task.stop();
	}

	@Test
	void firstRunComesAfterTheInitialDelayInEachStart() throws InterruptedException {
		Duration delay = Duration.ofMillis(100);
		BlockingQueue<Long> times = new LinkedBlockingQueue<>();
		PeriodicTask task = new PeriodicTask(NAME, "test", () -> times.add(System.nanoTime()), delay, SHORT, 0);
		for (int round = 0; round < 2; round++) {
			long start = System.nanoTime();
			task.start();
			assertThat(Duration.ofNanos(times.take() - start)).isGreaterThanOrEqualTo(delay);
			task.stop();
			await().until(() -> threads().isEmpty());
			times.clear();
		}
	}

	@Test
	void startAndStopThatComeTwiceChangeNothing() {
		PeriodicTask task = task(this.runs::incrementAndGet, SHORT);
		task.stop();
		task.start();
		task.start();
		awaitRuns(1);
		assertThat(threads()).hasSize(1);
		task.stop();
		task.stop();
		assertThat(task.isRunning()).isFalse();
	}

	@Test
	void runThatOutlastsAStopHasEndedBeforeTheNextOneBegins() {
		PeriodicTask task = task(this::awaitEndUnheeding, SHORT);
		task.start();
		awaitRuns(1);
		task.stop();
		task.start();
		await().until(() -> this.runs.get() > 1 || isWaitingForTheRun());
		assertThat(this.runs).hasValue(1);
		this.end.countDown();
		awaitRuns(3);
		task.stop();
	}

	@Test
	void startThatIsStoppedWhileItWaitsForAnEarlierRunDoesNotRun() {
		PeriodicTask task = task(this::awaitEndUnheeding, SHORT);
		task.start();
		awaitRuns(1);
		task.stop();
		task.start();
		await().until(this::isWaitingForTheRun);
		task.stop();
		await().until(() -> threads().size() == 1);
		this.end.countDown();
		await().until(() -> threads().isEmpty());
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void runIsInterruptedByAStop() {
		AtomicReference<InterruptedException> interrupt = new AtomicReference<>();
		PeriodicTask task = task(() -> {
			this.runs.incrementAndGet();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				interrupt.set(ex);
			}
		}, SHORT);
		task.start();
		awaitRuns(1);
		task.stop();
		await().until(() -> interrupt.get() != null);
	}

	@Test
	void stepsFollowEachOtherUntilNoneIsLeft() {
		PeriodicTask task = PeriodicTask.ofSteps(NAME, "test", () -> this.runs.incrementAndGet() % 10 != 0, LONG, 0);
		task.start();
		awaitRuns(10);
		task.stop();
		task.start();
		awaitRuns(20);
		task.stop();
	}

	@Test
	void stepsEndWithAStopThoughTheyIgnoreItsInterrupt() {
		PeriodicTask task = PeriodicTask.ofSteps(NAME, "test", () -> {
			Thread.interrupted();
			this.runs.incrementAndGet();
			return true;
		}, SHORT, 0);
		task.start();
		awaitRuns(2);
		task.stop();
		await().until(() -> threads().isEmpty());
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void failureIsLoggedWithItsCauseAndTheNextRunRetries(CapturedOutput output) {
		PeriodicTask task = task(() -> {
			switch (this.runs.incrementAndGet()) {
				case 1 -> throw new CannotCreateTransactionException("Could not open connection",
						new SQLException("No connection", new ConnectException("Connection refused")));
				case 2 -> throw new StackOverflowError("Too deep");
				default -> {
				}
			}
		}, SHORT);
		task.start();
		awaitRuns(3);
		task.stop();
		assertThat(output.toString())
			.containsOnlyOnce("Failed to test; retrying in the next run: java.net.ConnectException: Connection refused")
			.containsOnlyOnce("java.lang.StackOverflowError: Too deep");
	}

	private void awaitEndUnheeding() {
		this.runs.incrementAndGet();
		boolean ended = false;
		while (!ended) {
			try {
				this.end.await();
				ended = true;
			}
			catch (InterruptedException ex) {
				// Like a statement whose response is awaited.
			}
		}
	}

	private void awaitRuns(int count) {
		await().until(() -> this.runs.get() >= count);
	}

	private boolean isWaitingForTheRun() {
		return threads().stream()
			.anyMatch((thread) -> Arrays.stream(thread.getStackTrace())
				.anyMatch((frame) -> frame.getMethodName().equals("lockInterruptibly")));
	}

	private static PeriodicTask task(Runnable task, Duration interval) {
		return new PeriodicTask(NAME, "test", task, interval, 0);
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(NAME))
			.toList();
	}

}
