package io.computeplatform.internal.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("fast")
class GroupCommitTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch first = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final GroupCommit<Integer, String> commit = new GroupCommit<>(this::run,
			(question) -> run(List.of(question)).get(0) + " by " + Thread.currentThread().getName());

	private List<String> run(List<Integer> group) {
		this.groups.add(List.copyOf(group));
		if (group.contains(0)) {
			this.first.countDown();
			hold(this.release);
		}
		if (group.contains(-1)) {
			throw new IllegalStateException("refused");
		}
		if (group.contains(-2)) {
			throw new OutOfMemoryError("Of one");
		}
		return group.stream().map((question) -> (question != -3) ? String.valueOf(question) : null).toList();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void loneCallRunsAtOnceAndAlone() {
		assertThat(this.commit.call(7)).isEqualTo("7");
		assertThat(this.commit.call(8)).isEqualTo("8");
		assertThat(this.groups).containsExactly(List.of(7), List.of(8));
	}

	@Test
	void callsThatComeWhileOneRunsShareTheNext() {
		List<CompletableFuture<String>> calls = callDuringTheFirst(IntStream.rangeClosed(1, 20).toArray());
		assertThat(calls).extracting(CompletableFuture::join)
			.containsExactlyElementsOf(IntStream.rangeClosed(0, 20).mapToObj(String::valueOf).toList());
		assertThat(this.groups).hasSize(2);
		assertThat(this.groups.get(1)).hasSize(20);
	}

	@Test
	void failureReachesTheOneThatCausedItAndNoOther() {
		List<CompletableFuture<String>> calls = callDuringTheFirst(1, -1, 2);
		assertThat(calls.get(0).join()).isEqualTo("0");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(calls.get(2)::join)
			.withMessageContaining("refused");
		assertThat(this.groups.get(1)).hasSize(3);
		assertThat(this.commit.call(3)).isEqualTo("3");
		// Each on its own thread, whose connection it would get.
		assertThat(List.of(calls.get(1).join(), calls.get(3).join())).satisfiesExactly(
				(one) -> assertThat(one).startsWith("1 by pool"), (two) -> assertThat(two).startsWith("2 by pool"));
		assertThat(calls.get(1).join().substring(1)).isNotEqualTo(calls.get(3).join().substring(1));
	}

	@Test
	void callWhoseTransactionEndsWithoutAResultWaitsForNoOther() {
		List<CompletableFuture<String>> calls = callDuringTheFirst(1, -3, 2);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(calls.get(2)::join)
			.withMessageContaining("no result");
		assertThat(calls.get(3).join()).isEqualTo("2");
		assertThat(this.commit.call(3)).isEqualTo("3");
	}

	@Test
	void errorOfTheLeadersTransactionLeavesNoneWaiting() {
		List<CompletableFuture<String>> calls = callDuringTheFirst(1, -2, 2);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(calls.get(2)::join)
			.withCauseInstanceOf(OutOfMemoryError.class);
		assertThat(calls.get(1).join()).startsWith("1 by pool");
		assertThat(calls.get(3).join()).startsWith("2 by pool");
		assertThat(this.commit.call(3)).isEqualTo("3");
	}

	private List<CompletableFuture<String>> callDuringTheFirst(int... questions) {
		List<CompletableFuture<String>> calls = new ArrayList<>();
		calls.add(call(0));
		hold(this.first);
		IntStream.of(questions).mapToObj(this::call).forEach(calls::add);
		Awaitility.await().until(() -> this.commit.waiting() == questions.length);
		this.release.countDown();
		return calls;
	}

	private CompletableFuture<String> call(int question) {
		return CompletableFuture.supplyAsync(() -> this.commit.call(question), this.threads);
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
