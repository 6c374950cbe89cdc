package io.computeplatform.internal.attempt;

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

import io.computeplatform.internal.support.LogRateLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes requests of many threads in batches. The threads do not wait. Requests that
 * arrive while a batch is executed form the next batch. If a batch fails, each of its
 * requests is executed alone. A request that fails alone because of an outage is repeated
 * alone and later, so that a row that only looks like an outage delays no other request.
 * If requests are frequent and delayable, batches are some milliseconds apart.
 * Thread-safe.
 *
 * @param <Q> type of the requests
 * @param <R> type of the results
 */
final class BatchExecutor<Q, R> {

	private static final Logger LOG = LoggerFactory.getLogger(BatchExecutor.class);

	private static final int MAX_BATCH_SIZE = 200;

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(10);

	private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(5);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(1280);

	private final BiFunction<List<Q>, Boolean, List<R>> step;

	private final Executor worker;

	private final Executor callbackExecutor;

	private final Predicate<R> isDeferred;

	private final BooleanSupplier stopped;

	private final Function<Q, String> name;

	private final LogRateLimiter outageLine = new LogRateLimiter();

	private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos());

	private final BlockingQueue<Entry<Q, R>> waiting = new LinkedBlockingQueue<>();

	private final AtomicInteger undone = new AtomicInteger();

	/**
	 * Created once: submitting it must not fail for lack of memory.
	 */
	private final Runnable work = this::work;

	/**
	 * Creates an executor.
	 * @param step executes a batch and returns the result of each request; its second
	 * argument is whether the batch may have been executed before
	 * @param worker runs one batch after another
	 * @param callbackExecutor runs the callbacks of the results
	 * @param isDeferred whether a result means that the request is to be repeated later
	 * @param stopped whether requests are no longer repeated
	 * @param name names a request, such as "record the success of job 1"
	 */
	BatchExecutor(BiFunction<List<Q>, Boolean, List<R>> step, Executor worker, Executor callbackExecutor,
			Predicate<R> isDeferred, BooleanSupplier stopped, Function<Q, String> name) {
		this.step = step;
		this.worker = worker;
		this.callbackExecutor = callbackExecutor;
		this.isDeferred = isDeferred;
		this.stopped = stopped;
		this.name = name;
	}

	/**
	 * Submits a request.
	 * @param request the request
	 * @param delay how long it may wait for others when it is not alone
	 * @param onDeferred called when the request is deferred for the first time
	 * @return the result
	 */
	CompletableFuture<R> submit(Q request, Duration delay, Runnable onDeferred) {
		Entry<Q, R> entry = new Entry<>(request, delay, onDeferred, new CompletableFuture<>(), FIRST_PAUSE, false,
				false);
		submit(entry);
		return entry.result();
	}

	private void submit(Entry<Q, R> entry) {
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
	 * Executes the requests that have arrived. A failure does not keep the next ones from
	 * being executed.
	 * @return number of requests
	 */
	private int workOnNext() {
		List<Entry<Q, R>> batch = List.of();
		try {
			batch = new ArrayList<>(MAX_BATCH_SIZE);
			this.waiting.drainTo(batch, MAX_BATCH_SIZE);
			// First executions need no search for an earlier record.
			run(batch.stream().filter((entry) -> !entry.repeated()).toList());
			run(batch.stream().filter((entry) -> entry.repeated() && !entry.alone()).toList());
			batch.stream().filter(Entry::alone).forEach((entry) -> run(List.of(entry)));
			if (batch.size() > 1 && batch.size() < MAX_BATCH_SIZE) {
				LockSupport.parkNanos(batch.stream().mapToLong((entry) -> entry.delay().toNanos()).min().orElse(0));
			}
		}
		catch (Throwable ex) {
			failEach(batch, ex);
			LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
		}
		return batch.size();
	}

	/**
	 * Executes a batch and completes its results.
	 * @return {@code false} if an outage prevents it
	 */
	private boolean run(List<Entry<Q, R>> batch) {
		if (batch.isEmpty()) {
			return true;
		}
		try {
			List<R> results = this.step.apply(batch.stream().map(Entry::request).toList(), batch.get(0).repeated());
			execute(this.callbackExecutor, () -> completeEach(batch, results));
			for (int i = 0; i < batch.size(); i++) {
				if (this.isDeferred.test(results.get(i))) {
					defer(batch.get(i), results.get(i));
				}
			}
			return true;
		}
		catch (Throwable ex) {
			return handle(batch, ex);
		}
	}

	private boolean handle(List<Entry<Q, R>> batch, Throwable failure) {
		Entry<Q, R> first = batch.get(0);
		boolean outage = OutageRetry.isOutage(failure);
		if (this.stopped.getAsBoolean()) {
			fail(batch,
					outage ? new OutageRetry.StoppedException(
							"The worker stopped before it could " + this.name.apply(first.request()), failure)
							: failure);
			return false;
		}
		if (batch.size() > 1) {
			runEachAlone(batch);
			return true;
		}
		if (!outage) {
			fail(batch, failure);
			return true;
		}
		warnOfOutage(first, failure);
		submitLater(callOnDeferred(first).asRepeated(), true);
		return false;
	}

	/**
	 * A request that can't be executed must not fail the others. During an outage the
	 * loop ends early.
	 */
	private void runEachAlone(List<Entry<Q, R>> batch) {
		boolean through = true;
		for (Entry<Q, R> entry : batch) {
			if (through) {
				through = run(List.of(entry.asRepeated()));
			}
			else {
				submitLater(entry.asRepeated(), false);
			}
		}
	}

	/**
	 * Repeats a request when another transaction has released its row.
	 */
	private void defer(Entry<Q, R> entry, R result) {
		if (this.stopped.getAsBoolean()) {
			execute(this.callbackExecutor, () -> entry.result().complete(result));
			return;
		}
		warnIfLong(entry);
		submitLater(callOnDeferred(entry), entry.alone());
	}

	/**
	 * Calls the callback of a deferred request, unless it was deferred before.
	 */
	private Entry<Q, R> callOnDeferred(Entry<Q, R> entry) {
		execute(this.callbackExecutor, entry.onDeferred());
		return new Entry<>(entry.request(), entry.delay(), () -> {
		}, entry.result(), entry.pause(), entry.repeated(), entry.alone());
	}

	/**
	 * Repeats a request later. Neither a thread nor a connection waits.
	 */
	private void submitLater(Entry<Q, R> entry, boolean alone) {
		Duration next = entry.pause().multipliedBy(2);
		Entry<Q, R> later = new Entry<>(entry.request(), entry.delay(), entry.onDeferred(), entry.result(),
				(next.compareTo(LONGEST_PAUSE) < 0) ? next : LONGEST_PAUSE, entry.repeated(), alone);
		CompletableFuture.delayedExecutor(entry.pause().toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
			.execute(() -> submit(later));
	}

	private void warnOfOutage(Entry<Q, R> entry, Throwable failure) {
		long failures = this.outageLine.count();
		if (failures > 0) {
			LOG.warn("Failed to {}; retrying ({} failures since the last such line): {}",
					this.name.apply(entry.request()), failures, failure.getMessage());
		}
	}

	private void warnIfLong(Entry<Q, R> entry) {
		long now = System.nanoTime();
		long last = this.lastWarning.get();
		if (entry.pause().equals(LONGEST_PAUSE) && now - last > BETWEEN_WARNINGS.toNanos()
				&& this.lastWarning.compareAndSet(last, now)) {
			LOG.warn(
					"Deferred: can't {}, because another transaction holds its row, and "
							+ "possibly those of other jobs; retrying when that transaction ends",
					this.name.apply(entry.request()));
		}
	}

	private void fail(List<Entry<Q, R>> batch, Throwable failure) {
		execute(this.callbackExecutor, () -> failEach(batch, failure));
	}

	private void completeEach(List<Entry<Q, R>> batch, List<R> results) {
		for (int i = 0; i < batch.size(); i++) {
			try {
				if (!this.isDeferred.test(results.get(i))) {
					batch.get(i).result().complete(results.get(i));
				}
			}
			catch (Throwable ex) {
				LOG.error("Callback failed after success: {}", this.name.apply(batch.get(i).request()), ex);
			}
		}
	}

	private void failEach(List<Entry<Q, R>> batch, Throwable failure) {
		for (Entry<Q, R> entry : batch) {
			try {
				entry.result().completeExceptionally(failure);
			}
			catch (Throwable ex) {
				LOG.error("Callback failed after failure: {}", this.name.apply(entry.request()), ex);
			}
		}
	}

	private static void execute(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// The application is closed, or no thread can be created. The callbacks must
			// run nevertheless, because threads wait for them.
			task.run();
		}
	}

	/**
	 * A request.
	 *
	 * @param repeated whether it may have been executed before
	 * @param alone whether it failed alone
	 */
	private record Entry<Q, R>(Q request, Duration delay, Runnable onDeferred, CompletableFuture<R> result,
			Duration pause, boolean repeated, boolean alone) {

		Entry<Q, R> asRepeated() {
			return new Entry<>(this.request, this.delay, this.onDeferred, this.result, this.pause, true, this.alone);
		}

	}

}
