package io.computeplatform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what many threads ask for in groups, while these go on: what comes while one group
 * is being done is the next. A group that fails is nobody's result: each of it is then
 * done alone. Where much comes and nobody waits for it, groups are some milliseconds
 * apart. Thread-safe.
 *
 * @param <Q> what is asked for
 * @param <R> what comes of it
 */
final class GroupedStep<Q, R> {

	private static final Logger LOG = LoggerFactory.getLogger(GroupedStep.class);

	private static final int LARGEST_GROUP = 200;

	private static final Duration APART = Duration.ofMillis(10);

	private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(5);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(1280);

	private final BiFunction<List<Q>, Boolean, List<R>> step;

	private final Executor worker;

	private final Executor teller;

	private final Predicate<R> putOff;

	private final BooleanSupplier stopped;

	private final Function<Q, String> name;

	private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos());

	private final BlockingQueue<Entry<Q, R>> waiting = new LinkedBlockingQueue<>();

	private final AtomicInteger undone = new AtomicInteger();

	/** Made once: it must not fail for want of memory when there is something to do. */
	private final Runnable work = this::work;

	/**
	 * Creates it.
	 * @param step does a group, told whether that may have been done before, and returns
	 * what came of each
	 * @param worker runs one group after the other
	 * @param teller runs what depends on the results
	 * @param putOff whether a result says that the question is to be asked again, after a
	 * pause and beside those of others
	 * @param stopped whether nothing is asked again any more
	 * @param name names the job of a question
	 */
	GroupedStep(BiFunction<List<Q>, Boolean, List<R>> step, Executor worker, Executor teller, Predicate<R> putOff,
			BooleanSupplier stopped, Function<Q, String> name) {
		this.step = step;
		this.worker = worker;
		this.teller = teller;
		this.putOff = putOff;
		this.stopped = stopped;
		this.name = name;
	}

	/**
	 * Asks for something.
	 * @param question what is asked for
	 * @param patient whether the one who asks has enough to go on with
	 * @param heldUp told when it is put off for the first time
	 * @return what comes of it
	 */
	CompletableFuture<R> ask(Q question, boolean patient, Runnable heldUp) {
		Entry<Q, R> entry = new Entry<>(question, patient, heldUp, new CompletableFuture<>(), FIRST_PAUSE);
		ask(entry);
		return entry.answer();
	}

	private void ask(Entry<Q, R> entry) {
		this.waiting.add(entry);
		if (this.undone.getAndIncrement() == 0) {
			execute(this.worker, this.work);
		}
	}

	private void work() {
		int done;
		do {
			done = workOnNext();
		}
		while (this.undone.addAndGet(-done) > 0);
	}

	/**
	 * Works on what has come. Whatever happens, the next is worked on too.
	 * @return how many were asked for
	 */
	private int workOnNext() {
		List<Entry<Q, R>> group = List.of();
		try {
			group = new ArrayList<>(LARGEST_GROUP);
			this.waiting.drainTo(group, LARGEST_GROUP);
			run(group, false);
			if (group.size() > 1 && group.size() < LARGEST_GROUP && group.stream().allMatch(Entry::patient)) {
				LockSupport.parkNanos(APART.toNanos());
			}
		}
		catch (Throwable ex) {
			failEach(group, ex);
			LockSupport.parkNanos(APART.toNanos());
		}
		return group.size();
	}

	private void run(List<Entry<Q, R>> group, boolean repeated) {
		try {
			List<R> answers = this.step.apply(group.stream().map(Entry::question).toList(), repeated);
			execute(this.teller, () -> answerEach(group, answers));
			for (int i = 0; i < group.size(); i++) {
				if (this.putOff.test(answers.get(i))) {
					putOff(group.get(i), answers.get(i));
				}
			}
		}
		catch (Throwable ex) {
			if (group.size() > 1 && !this.stopped.getAsBoolean()) {
				// One that can't be written must not take the others with it.
				group.forEach((entry) -> run(List.of(entry), true));
			}
			else {
				fail(group, ex);
			}
		}
	}

	/**
	 * Asks again later. Neither a thread nor a connection waits.
	 */
	private void putOff(Entry<Q, R> entry, R answer) {
		if (this.stopped.getAsBoolean()) {
			execute(this.teller, () -> entry.answer().complete(answer));
			return;
		}
		if (entry.pause().equals(FIRST_PAUSE)) {
			execute(this.teller, entry.heldUp());
		}
		warnIfLong(entry);
		Duration next = entry.pause().multipliedBy(2);
		Entry<Q, R> later = new Entry<>(entry.question(), entry.patient(), entry.heldUp(), entry.answer(),
				(next.compareTo(LONGEST_PAUSE) < 0) ? next : LONGEST_PAUSE);
		CompletableFuture.delayedExecutor(entry.pause().toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
			.execute(() -> ask(later));
	}

	private void warnIfLong(Entry<Q, R> entry) {
		long now = System.nanoTime();
		long last = this.lastWarning.get();
		if (entry.pause().equals(LONGEST_PAUSE) && now - last > BETWEEN_WARNINGS.toNanos()
				&& this.lastWarning.compareAndSet(last, now)) {
			LOG.warn("Another transaction holds the row of {}, and maybe of others; its outcome is recorded when "
					+ "that transaction ends", this.name.apply(entry.question()));
		}
	}

	private void fail(List<Entry<Q, R>> group, Throwable failure) {
		execute(this.teller, () -> failEach(group, failure));
	}

	private void answerEach(List<Entry<Q, R>> group, List<R> answers) {
		for (int i = 0; i < group.size(); i++) {
			try {
				if (!this.putOff.test(answers.get(i))) {
					group.get(i).answer().complete(answers.get(i));
				}
			}
			catch (Throwable ex) {
				LOG.error("What follows from the outcome of {} failed", this.name.apply(group.get(i).question()), ex);
			}
		}
	}

	private void failEach(List<Entry<Q, R>> group, Throwable failure) {
		for (Entry<Q, R> entry : group) {
			try {
				entry.answer().completeExceptionally(failure);
			}
			catch (Throwable ex) {
				LOG.error("What follows from the failure of {} failed", this.name.apply(entry.question()), ex);
			}
		}
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

	private record Entry<Q, R>(Q question, boolean patient, Runnable heldUp, CompletableFuture<R> answer,
			Duration pause) {

	}

}
