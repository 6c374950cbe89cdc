package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("fast")
class BatchExecutorTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<List<Integer>> batches = new ArrayList<>();

	private final List<Boolean> repeated = new ArrayList<>();

	private boolean stopped;

	private final BatchExecutor<Integer, String> step = new BatchExecutor<>(this::run, this.tasks::add, Runnable::run,
			"locked"::equals, () -> this.stopped, String::valueOf);

	private List<String> run(List<Integer> batch, boolean repeated) {
		this.batches.add(batch);
		this.repeated.add(repeated);
		if (batch.contains(-1)) {
			throw new DataIntegrityViolationException("refused");
		}
		if (batch.contains(-2)) {
			throw new OutOfMemoryError("Of one");
		}
		if (this.stopped) {
			throw new IllegalStateException("stopped");
		}
		return batch.stream().map(String::valueOf).toList();
	}

	private List<CompletableFuture<String>> submit(int... requests) {
		return IntStream.of(requests).mapToObj((request) -> this.step.submit(request, Duration.ZERO, () -> {
		})).toList();
	}

	private void work() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	@Test
	void whatHasComeIsDoneTogetherAndEachGetsItsAnswer() {
		List<CompletableFuture<String>> results = submit(1, 2, 3);
		assertThat(results).noneMatch(CompletableFuture::isDone);
		work();
		assertThat(results).extracting(CompletableFuture::join).containsExactly("1", "2", "3");
		assertThat(this.batches).containsExactly(List.of(1, 2, 3));
		CompletableFuture<String> next = this.step.submit(4, Duration.ZERO, () -> {
		});
		work();
		assertThat(next).isCompletedWithValue("4");
	}

	@Test
	void groupsAreBounded() {
		List<CompletableFuture<String>> results = submit(IntStream.range(0, 500).toArray());
		work();
		assertThat(results).allMatch(CompletableFuture::isDone);
		assertThat(this.batches).extracting(List::size).containsExactly(200, 200, 100);
	}

	@Test
	void oneThatCanNotBeWrittenDoesNotTakeTheOthersWithIt() {
		List<CompletableFuture<String>> results = submit(1, -1, 2);
		work();
		assertThat(results.get(0)).isCompletedWithValue("1");
		assertThat(results.get(2)).isCompletedWithValue("2");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(results.get(1)::join)
			.withCauseInstanceOf(DataIntegrityViolationException.class);
		// The batch may have been done before it failed.
		assertThat(this.repeated).containsExactly(false, true, true, true);
	}

	@Test
	void errorOfOneIsThatOfNoOther() {
		List<CompletableFuture<String>> results = submit(1, -2);
		work();
		assertThat(results.get(0)).isCompletedWithValue("1");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(results.get(1)::join)
			.withCauseInstanceOf(OutOfMemoryError.class);
		CompletableFuture<String> next = this.step.submit(3, Duration.ZERO, () -> {
		});
		work();
		assertThat(next).isCompletedWithValue("3");
	}

	@Test
	void whatLooksLikeAnOutageAndIsOfOneHoldsUpNoOther() throws Exception {
		BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
		AtomicBoolean mended = new AtomicBoolean();
		List<Integer> deferred = Collections.synchronizedList(new ArrayList<>());
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> {
			this.batches.add(batch);
			if (batch.contains(2) && !mended.get()) {
				throw new QueryTimeoutException("of one");
			}
			return batch.stream().map(String::valueOf).toList();
		}, tasks::add, Runnable::run, "locked"::equals, () -> false, String::valueOf);
		List<CompletableFuture<String>> results = IntStream.range(0, 5)
			.mapToObj((i) -> step.submit(i, Duration.ZERO, () -> deferred.add(i)))
			.toList();
		CompletableFuture<?> others = CompletableFuture.allOf(
				IntStream.range(0, 5).filter((i) -> i != 2).mapToObj(results::get).toArray(CompletableFuture[]::new));
		while (!others.isDone() || this.batches.size() < 8) {
			tasks.take().run();
		}
		assertThat(results.get(2)).isNotDone();
		assertThat(deferred).containsExactly(2);
		assertThat(this.batches).filteredOn((batch) -> batch.size() > 1 && batch.contains(2)).hasSize(1);
		mended.set(true);
		while (!results.get(2).isDone()) {
			tasks.take().run();
		}
		assertThat(results.get(2)).isCompletedWithValue("2");
	}

	@Test
	void whileNothingIsLetThroughNotEachIsTriedAlone() throws Exception {
		BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
		AtomicBoolean down = new AtomicBoolean(true);
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> {
			this.batches.add(batch);
			this.repeated.add(repeated);
			if (down.get()) {
				throw new CannotGetJdbcConnectionException("down");
			}
			return batch.stream().map(String::valueOf).toList();
		}, tasks::add, Runnable::run, "locked"::equals, () -> false, String::valueOf);
		List<CompletableFuture<String>> results = IntStream.range(0, 100)
			.mapToObj((i) -> step.submit(i, Duration.ZERO, () -> {
			}))
			.toList();
		tasks.take().run();
		// A slow machine may repeat some before this ends.
		assertThat(this.batches).extracting(List::size).startsWith(100, 1).hasSizeLessThan(50);
		down.set(false);
		while (!results.stream().allMatch(CompletableFuture::isDone)) {
			tasks.take().run();
		}
		assertThat(results).extracting(CompletableFuture::join)
			.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
		assertThat(this.repeated.get(0)).isFalse();
		assertThat(this.repeated.subList(1, this.repeated.size())).containsOnly(true);
	}

	@Test
	void requestThatIsDeferredAfterAnOutageIsToldOf() throws Exception {
		BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
		List<Integer> deferred = new ArrayList<>();
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> {
			this.batches.add(batch);
			if (this.batches.size() <= 2) {
				throw new CannotGetJdbcConnectionException("down");
			}
			return batch.stream().map((one) -> (one == 2 && deferred.size() < 2) ? "locked" : "done").toList();
		}, tasks::add, Runnable::run, "locked"::equals, () -> false, String::valueOf);
		CompletableFuture<String> first = step.submit(1, Duration.ZERO, () -> deferred.add(1));
		CompletableFuture<String> second = step.submit(2, Duration.ZERO, () -> deferred.add(2));
		while (!first.isDone() || !second.isDone()) {
			tasks.take().run();
		}
		assertThat(deferred).containsExactly(1, 2);
	}

	@Test
	void whatAnOutageKeepsFromBeingDoneSaysSoWhenAllStops() {
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> {
			throw new CannotGetJdbcConnectionException("down");
		}, Runnable::run, Runnable::run, "locked"::equals, () -> true, (request) -> "do " + request);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(step.submit(1, Duration.ZERO, () -> {
		})::join).withCauseInstanceOf(OutageRetry.StoppedException.class).withMessageContaining("could do 1");
	}

	@Test
	void nothingIsDoneAgainWhenAllStops() {
		this.stopped = true;
		List<CompletableFuture<String>> results = submit(1, 2);
		work();
		assertThat(results).allMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(this.batches).hasSize(1);
	}

	@Test
	void whatIsPutOffIsAskedAgainWhileOthersGoOn() {
		List<Integer> deferred = new ArrayList<>();
		List<List<Integer>> asked = Collections.synchronizedList(new ArrayList<>());
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> {
			asked.add(List.copyOf(batch));
			boolean locked = asked.size() < 4;
			return batch.stream().map((one) -> (one == 1 && locked) ? "locked" : "done").toList();
		}, Runnable::run, Runnable::run, "locked"::equals, () -> false, String::valueOf);
		CompletableFuture<String> locked = step.submit(1, Duration.ZERO, () -> deferred.add(1));
		assertThat(deferred).containsExactly(1);
		assertThat(step.submit(2, Duration.ZERO, () -> deferred.add(2))).isCompletedWithValue("done");
		assertThat(locked).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("done");
		assertThat(deferred).containsExactly(1);
	}

	@Test
	void whatIsPutOffWhenAllStopsIsAnsweredAsItIs() {
		BatchExecutor<Integer, String> step = new BatchExecutor<>((batch, repeated) -> List.of("locked"), Runnable::run,
				Runnable::run, "locked"::equals, () -> true, String::valueOf);
		assertThat(step.submit(1, Duration.ZERO, () -> {
		})).isCompletedWithValue("locked");
	}

	@Test
	void nobodyWaitsForEverWhenTheThreadsAreGone() {
		BatchExecutor<Integer, String> closed = new BatchExecutor<>(this::run, (task) -> {
			throw new RejectedExecutionException();
		}, (task) -> {
			throw new RejectedExecutionException();
		}, "locked"::equals, () -> false, String::valueOf);
		assertThat(closed.submit(1, Duration.ZERO, () -> {
		})).isCompletedWithValue("1");
	}

}
