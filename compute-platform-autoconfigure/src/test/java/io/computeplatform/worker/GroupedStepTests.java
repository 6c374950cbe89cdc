package io.computeplatform.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GroupedStepTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<List<Integer>> groups = new ArrayList<>();

	private final List<Boolean> repeated = new ArrayList<>();

	private boolean stopped;

	private final GroupedStep<Integer, String> step = new GroupedStep<>(this::run, this.tasks::add, Runnable::run,
			"locked"::equals, () -> this.stopped, String::valueOf);

	private List<String> run(List<Integer> group, boolean repeated) {
		this.groups.add(group);
		this.repeated.add(repeated);
		if (group.contains(-1)) {
			throw new DataIntegrityViolationException("refused");
		}
		if (group.contains(-2)) {
			throw new OutOfMemoryError("Of one");
		}
		if (this.stopped) {
			throw new IllegalStateException("stopped");
		}
		return group.stream().map(String::valueOf).toList();
	}

	private List<CompletableFuture<String>> ask(int... questions) {
		return IntStream.of(questions).mapToObj((question) -> this.step.ask(question, false, () -> {
		})).toList();
	}

	private void work() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	@Test
	void whatHasComeIsDoneTogetherAndEachGetsItsAnswer() {
		List<CompletableFuture<String>> answers = ask(1, 2, 3);
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		work();
		assertThat(answers).extracting(CompletableFuture::join).containsExactly("1", "2", "3");
		assertThat(this.groups).containsExactly(List.of(1, 2, 3));
		CompletableFuture<String> next = this.step.ask(4, false, () -> {
		});
		work();
		assertThat(next).isCompletedWithValue("4");
	}

	@Test
	void groupsAreBounded() {
		List<CompletableFuture<String>> answers = ask(IntStream.range(0, 500).toArray());
		work();
		assertThat(answers).allMatch(CompletableFuture::isDone);
		assertThat(this.groups).extracting(List::size).containsExactly(200, 200, 100);
	}

	@Test
	void oneThatCanNotBeWrittenDoesNotTakeTheOthersWithIt() {
		List<CompletableFuture<String>> answers = ask(1, -1, 2);
		work();
		assertThat(answers.get(0)).isCompletedWithValue("1");
		assertThat(answers.get(2)).isCompletedWithValue("2");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answers.get(1)::join)
			.withCauseInstanceOf(DataIntegrityViolationException.class);
		// The group may have been done before it failed.
		assertThat(this.repeated).containsExactly(false, true, true, true);
	}

	@Test
	void errorOfOneIsThatOfNoOther() {
		List<CompletableFuture<String>> answers = ask(1, -2);
		work();
		assertThat(answers.get(0)).isCompletedWithValue("1");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answers.get(1)::join)
			.withCauseInstanceOf(OutOfMemoryError.class);
		CompletableFuture<String> next = this.step.ask(3, false, () -> {
		});
		work();
		assertThat(next).isCompletedWithValue("3");
	}

	@Test
	void nothingIsDoneAgainWhenAllStops() {
		this.stopped = true;
		List<CompletableFuture<String>> answers = ask(1, 2);
		work();
		assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(this.groups).hasSize(1);
	}

	@Test
	void whatIsPutOffIsAskedAgainWhileOthersGoOn() {
		List<Integer> heldUp = new ArrayList<>();
		List<List<Integer>> asked = Collections.synchronizedList(new ArrayList<>());
		GroupedStep<Integer, String> step = new GroupedStep<>((group, repeated) -> {
			asked.add(List.copyOf(group));
			boolean locked = asked.size() < 4;
			return group.stream().map((one) -> (one == 1 && locked) ? "locked" : "done").toList();
		}, Runnable::run, Runnable::run, "locked"::equals, () -> false, String::valueOf);
		CompletableFuture<String> locked = step.ask(1, false, () -> heldUp.add(1));
		assertThat(heldUp).containsExactly(1);
		assertThat(step.ask(2, false, () -> heldUp.add(2))).isCompletedWithValue("done");
		assertThat(locked).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("done");
		assertThat(heldUp).containsExactly(1);
	}

	@Test
	void whatIsPutOffWhenAllStopsIsAnsweredAsItIs() {
		GroupedStep<Integer, String> step = new GroupedStep<>((group, repeated) -> List.of("locked"), Runnable::run,
				Runnable::run, "locked"::equals, () -> true, String::valueOf);
		assertThat(step.ask(1, false, () -> {
		})).isCompletedWithValue("locked");
	}

	@Test
	void nobodyWaitsForEverWhenTheThreadsAreGone() {
		GroupedStep<Integer, String> closed = new GroupedStep<>(this::run, (task) -> {
			throw new RejectedExecutionException();
		}, (task) -> {
			throw new RejectedExecutionException();
		}, "locked"::equals, () -> false, String::valueOf);
		assertThat(closed.ask(1, false, () -> {
		})).isCompletedWithValue("1");
	}

}
