package io.computeplatform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.springframework.dao.DataIntegrityViolationException;

/**
 * Does what many threads ask for in groups, while these go on: what comes while one group
 * is being done is the next. Where much comes and nobody waits for it, groups are some
 * milliseconds apart. Thread-safe.
 *
 * @param <Q> what is asked for
 * @param <R> what comes of it
 */
final class GroupedStep<Q, R> {

	private static final int LARGEST_GROUP = 200;

	private static final Duration APART = Duration.ofMillis(10);

	private final Function<List<Q>, List<R>> step;

	private final Executor worker;

	private final Executor teller;

	private final BlockingQueue<Entry<Q, R>> waiting = new LinkedBlockingQueue<>();

	private final AtomicInteger undone = new AtomicInteger();

	/**
	 * Creates it.
	 * @param step does a group, and returns what came of each
	 * @param worker runs one group after the other
	 * @param teller runs what depends on the results
	 */
	GroupedStep(Function<List<Q>, List<R>> step, Executor worker, Executor teller) {
		this.step = step;
		this.worker = worker;
		this.teller = teller;
	}

	/**
	 * Asks for something.
	 * @param question what is asked for
	 * @param patient whether the one who asks has enough to go on with
	 * @return what comes of it
	 */
	CompletableFuture<R> ask(Q question, boolean patient) {
		Entry<Q, R> entry = new Entry<>(question, patient, new CompletableFuture<>());
		this.waiting.add(entry);
		if (this.undone.getAndIncrement() == 0) {
			execute(this.worker, this::work);
		}
		return entry.answer();
	}

	private void work() {
		int done;
		do {
			List<Entry<Q, R>> group = new ArrayList<>();
			done = this.waiting.drainTo(group, LARGEST_GROUP);
			run(group);
			if (done > 1 && done < LARGEST_GROUP && group.stream().allMatch(Entry::patient)) {
				LockSupport.parkNanos(APART.toNanos());
			}
		}
		while (this.undone.addAndGet(-done) > 0);
	}

	private void run(List<Entry<Q, R>> group) {
		try {
			List<R> answers = this.step.apply(group.stream().map(Entry::question).toList());
			execute(this.teller, () -> {
				for (int i = 0; i < group.size(); i++) {
					group.get(i).answer().complete(answers.get(i));
				}
			});
		}
		catch (DataIntegrityViolationException ex) {
			if (group.size() > 1) {
				// One that can't be written must not take the others with it.
				group.forEach((entry) -> run(List.of(entry)));
			}
			else {
				fail(group, ex);
			}
		}
		catch (RuntimeException | Error ex) {
			fail(group, ex);
		}
	}

	private void fail(List<Entry<Q, R>> group, Throwable failure) {
		execute(this.teller, () -> group.forEach((entry) -> entry.answer().completeExceptionally(failure)));
	}

	private static void execute(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// The application is closed, or there is no thread to be had. Whoever waits
			// must not do so for ever.
			task.run();
		}
	}

	private record Entry<Q, R>(Q question, boolean patient, CompletableFuture<R> answer) {

	}

}
