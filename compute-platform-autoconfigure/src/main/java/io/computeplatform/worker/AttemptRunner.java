package io.computeplatform.worker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.JobStarted;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Claim;
import io.computeplatform.text.Failures;
import io.computeplatform.tracing.JobObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.support.ListenerExecutionFailedException;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * Runs a claimed try on the calling thread: lets the executor proceed and settles what
 * came of it. Internal, thread-safe.
 */
public final class AttemptRunner {

	private final JobQueues queues;

	private final JobExecution execution;

	private final RunningAttempts running;

	private final ThreadCleaner cleaner;

	private final Settlement settlement;

	private final JobEvents events;

	private final JobObservations observations;

	AttemptRunner(JobQueues queues, JobExecution execution, RunningAttempts running, ThreadCleaner cleaner,
			Settlement settlement, JobEvents events, JobObservations observations) {
		this.queues = queues;
		this.execution = execution;
		this.running = running;
		this.cleaner = cleaner;
		this.settlement = settlement;
		this.events = events;
		this.observations = observations;
	}

	/**
	 * Runs a try that no message announced.
	 * @param claim the claim that won it
	 * @param around what stands between the engine and the executor
	 * @return what the executor threw, or {@code null}
	 */
	public @Nullable Throwable run(Claim.Won claim, UnaryOperator<JobExecutor<Object>> around) {
		Attempt attempt = begin(claim);
		Outcome outcome = new Outcome();
		run(attempt, () -> this.execution.execute(attempt, around), outcome).join();
		return outcome.failure;
	}

	/**
	 * Begins a try, on the thread that is to run it.
	 * @param claim the claim that won it
	 * @return its attempt, to be run
	 */
	Attempt begin(Claim.Won claim) {
		return new Attempt(claim, this.queues.get(claim.queue()), this.observations.attempt(claim));
	}

	/**
	 * Runs a try. Returns when the executor has ended; what came of it may still be being
	 * recorded.
	 * @param attempt its attempt
	 * @param work calls the executor
	 * @param ended told once, when it is about to be settled, what the executor threw
	 * @return whether it is done with, once that is settled; otherwise the job was given
	 * back
	 */
	CompletableFuture<Boolean> run(Attempt attempt, Work work, Consumer<@Nullable Throwable> ended) {
		attempt.onEnd(ended);
		this.running.add(attempt);
		return observed(attempt, work).whenComplete((done, failure) -> {
			attempt.observation().stop();
			this.running.remove(attempt);
		});
	}

	private CompletableFuture<Boolean> observed(Attempt attempt, Work work) {
		try {
			return attempt.observation().inScope(() -> runAndSettle(attempt, work));
		}
		catch (Throwable ex) {
			// Whatever came between. Its thread goes on to others, and the watch finds
			// what was claimed and is not settled.
			attempt.end();
			attempt.tellEnd(ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<Boolean> runAndSettle(Attempt attempt, Work work) {
		ThreadCleaner.Before before = this.cleaner.before();
		Throwable thrown = proceed(attempt, work);
		boolean interrupted = Thread.currentThread().isInterrupted() && attempt.interruption() == null;
		boolean own = attempt.end();
		boolean rolledBack = this.cleaner.clean(before, "The executor of " + attempt.claim().type() + " in queue '"
				+ attempt.queue().name() + "' (job " + attempt.claim().id() + ")", interrupted);
		if (!own) {
			return CompletableFuture.completedFuture(true);
		}
		if (thrown == null && rolledBack) {
			// What the executor believes to have done is undone.
			thrown = new IllegalTransactionStateException(
					"The executor began a transaction and did not end it; it was rolled back");
		}
		Throwable failure = (thrown != null) ? Failures.readable(thrown) : null;
		attempt.tellEnd(failure);
		return this.settlement.settle(attempt, failure).thenApply((givenBack) -> !givenBack);
	}

	private @Nullable Throwable proceed(Attempt attempt, Work work) {
		Claim.Won claim = attempt.claim();
		try {
			this.events.publish(new JobStarted(new JobId(claim.id()), claim.queue(), claim.tryNumber(),
					claim.maxTries(), claim.waited()));
			work.run();
			return null;
		}
		catch (ListenerExecutionFailedException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (Throwable ex) {
			// Errors too: a job that exhausts the heap or the stack has failed like any
			// other, and its row must say so.
			return ex;
		}
	}

	/**
	 * Calls the executor, on whatever way leads to it.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws Throwable;

	}

	private static final class Outcome implements Consumer<@Nullable Throwable> {

		private @Nullable Throwable failure;

		@Override
		public void accept(@Nullable Throwable thrown) {
			this.failure = thrown;
		}

	}

}
