package io.computeplatform.internal.attempt;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.report.AttemptReports;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.text.Failures;
import io.computeplatform.internal.thread.ThreadCleaner;
import io.computeplatform.internal.tracing.JobObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.support.ListenerExecutionFailedException;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * Runs a claimed attempt on the calling thread: calls the executor and completes the
 * attempt. Internal, thread-safe.
 */
public final class AttemptRunner {

	private final JobQueues queues;

	private final JobExecution execution;

	private final RunningAttempts running;

	private final ThreadCleaner cleaner;

	private final AttemptReports reports;

	private final AttemptCompleter completer;

	private final JobEvents events;

	private final JobObservations observations;

	AttemptRunner(JobQueues queues, JobExecution execution, RunningAttempts running, ThreadCleaner cleaner,
			AttemptReports reports, AttemptCompleter completer, JobEvents events, JobObservations observations) {
		this.queues = queues;
		this.execution = execution;
		this.running = running;
		this.cleaner = cleaner;
		this.reports = reports;
		this.completer = completer;
		this.events = events;
		this.observations = observations;
	}

	/**
	 * Runs an attempt without a message.
	 * @param claim the claim
	 * @param around wraps the executor
	 * @return exception of the executor, or {@code null}
	 */
	public @Nullable Throwable run(Claim.Claimed claim, UnaryOperator<JobExecutor<Object>> around) {
		Attempt attempt = begin(claim);
		Outcome outcome = new Outcome();
		run(attempt, () -> this.execution.execute(attempt, around), outcome).join();
		return outcome.failure;
	}

	/**
	 * Begins an attempt, on the thread that is to run it.
	 * @param claim the claim
	 * @return the attempt, to be run
	 */
	public Attempt begin(Claim.Claimed claim) {
		return new Attempt(claim, this.queues.get(claim.queue()), this.observations.attempt(claim),
				this.reports.begin(claim.key()));
	}

	/**
	 * Runs an attempt. Returns when the executor has ended; its outcome may not be
	 * recorded yet.
	 * @param attempt the attempt
	 * @param work calls the executor
	 * @param ended called once before the outcome is recorded, with the exception of the
	 * executor
	 * @return completes when the outcome is recorded, with {@code true} if the message is
	 * to be acknowledged, {@code false} if the job was released
	 */
	public CompletableFuture<Boolean> run(Attempt attempt, Work work, Consumer<@Nullable Throwable> ended) {
		attempt.onEnd(ended);
		this.running.add(attempt);
		return observed(attempt, work).whenComplete((done, failure) -> {
			attempt.observation().stop();
			this.running.remove(attempt);
		});
	}

	private CompletableFuture<Boolean> observed(Attempt attempt, Work work) {
		try {
			return attempt.observation().inScope(() -> runAndComplete(attempt, work));
		}
		catch (Throwable ex) {
			// An unexpected failure. The thread continues with other jobs, and the
			// monitor completes the attempt.
			attempt.end();
			attempt.notifyEnd(ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<Boolean> runAndComplete(Attempt attempt, Work work) {
		ThreadCleaner.Before before = this.cleaner.before();
		Throwable thrown = proceed(attempt, work);
		boolean interrupted = Thread.currentThread().isInterrupted() && attempt.stopReason() == null;
		boolean own = attempt.end();
		boolean rolledBack = this.cleaner.clean(before, "The executor of " + attempt.claim().type() + " in queue '"
				+ attempt.queue().name() + "' (job " + attempt.claim().id() + ")", interrupted);
		if (!own) {
			return CompletableFuture.completedFuture(true);
		}
		if (thrown == null && rolledBack) {
			// The executor left a transaction open, which is rolled back.
			thrown = new IllegalTransactionStateException(
					"The executor began a transaction and did not end it; it was rolled back");
		}
		Throwable failure = (thrown != null) ? Failures.readable(thrown) : null;
		attempt.notifyEnd(failure);
		return this.completer.complete(attempt, failure).thenApply((released) -> !released);
	}

	private @Nullable Throwable proceed(Attempt attempt, Work work) {
		Claim.Claimed claim = attempt.claim();
		try {
			this.events.publish(new Events.JobStarted(new JobId(claim.id()), claim.queue(), claim.tryNumber(),
					claim.maxTries(), claim.waited()));
			work.run();
			return null;
		}
		catch (ListenerExecutionFailedException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (Throwable ex) {
			// Errors too: a job that exhausts the heap or the stack fails like any other,
			// and its row must show it.
			return ex;
		}
	}

	/**
	 * Calls the executor, directly or through the listener.
	 */
	@FunctionalInterface
	public interface Work {

		public void run() throws Throwable;

	}

	private static final class Outcome implements Consumer<@Nullable Throwable> {

		private @Nullable Throwable failure;

		@Override
		public void accept(@Nullable Throwable thrown) {
			this.failure = thrown;
		}

	}

}
