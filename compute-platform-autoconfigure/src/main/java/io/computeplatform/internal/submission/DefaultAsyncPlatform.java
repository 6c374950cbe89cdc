package io.computeplatform.internal.submission;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.broker.DeadLetterReader.Choice;
import io.computeplatform.internal.broker.DeadLetters;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.ExecutorDefinition;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.NewJob;
import io.computeplatform.internal.store.NewJobs;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.store.ReportRows;
import io.computeplatform.internal.store.SubmitRows;
import io.computeplatform.internal.store.SubmitRows.Existing;
import io.computeplatform.internal.store.SubmitRows.Submitted;
import io.computeplatform.internal.tracing.JobObservations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.dao.ConcurrencyFailureException;

final class DefaultAsyncPlatform implements AsyncPlatform {

	private static final Logger LOG = LoggerFactory.getLogger(DefaultAsyncPlatform.class);

	private static final int MAX_LISTED = 1000;

	private static final int INSERTS = 10;

	private final JobQueues queues;

	private final SubmitRows submits;

	private final JobRows jobs;

	private final OutboxPublisher outboxPublisher;

	private final RelayTrigger relayTrigger;

	private final DeadLetterReader deadLetters;

	private final RejectedRows rejected;

	private final Supplier<MessageOrigin> origin;

	private final JobEvents events;

	private final JobObservations observations;

	private final PayloadJson payloads;

	private final ReportRows reports;

	private final ResultWait resultWait;

	private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

	DefaultAsyncPlatform(JobQueues queues, SubmitRows submits, JobRows jobs, OutboxPublisher outboxPublisher,
			RelayTrigger relayTrigger, DeadLetterReader deadLetters, RejectedRows rejected,
			Supplier<MessageOrigin> origin, JobEvents events, JobObservations observations, PayloadJson payloads,
			ReportRows reports, ResultWait resultWait) {
		this.queues = queues;
		this.submits = submits;
		this.jobs = jobs;
		this.outboxPublisher = outboxPublisher;
		this.relayTrigger = relayTrigger;
		this.deadLetters = deadLetters;
		this.rejected = rejected;
		this.origin = origin;
		this.events = events;
		this.observations = observations;
		this.payloads = payloads;
		this.reports = reports;
		this.resultWait = resultWait;
	}

	@Override
	public JobId submit(String queue, Object payload, SubmitOptions options) {
		JobQueue target = this.queues.get(queue);
		given("options", options);
		if (options.rerun() && options.id() == null) {
			throw new InvalidJobException("rerun", true, "only together with an id, that of the job to run again");
		}
		JobId chosen = options.id();
		UUID id = (chosen != null) ? chosen.value() : this.ids.generate();
		submit(target, List.of(newJob(target, id, payload)), options);
		return new JobId(id);
	}

	@Override
	public List<JobId> submitAll(String queue, Collection<?> payloads, SubmitOptions options) {
		JobQueue target = this.queues.get(queue);
		given("payloads", payloads);
		given("options", options);
		if (options.id() != null) {
			throw new InvalidJobException("id", options.id(), "no id for a bulk submit; each job gets a new one");
		}
		if (options.rerun()) {
			throw new InvalidJobException("rerun", true, "no re-run for a bulk submit; each job gets a new id");
		}
		List<NewJob> jobs = payloads.stream().map((payload) -> newJob(target, this.ids.generate(), payload)).toList();
		if (!jobs.isEmpty()) {
			submit(target, jobs, options);
		}
		return jobs.stream().map((job) -> new JobId(job.id())).toList();
	}

	private NewJob newJob(JobQueue queue, UUID id, Object payload) {
		given("payload", payload);
		List<String> types = this.queues.typesOf(queue, payload, this.payloads::inferredType);
		return new NewJob(id, types, this.payloads.write(payload, declared(queue.name(), types.get(0)).orElse(null)));
	}

	private Optional<Type> declared(String queue, String type) {
		return this.queues.executorFor(this.queues.get(queue), type).map(ExecutorDefinition::payloadType);
	}

	private boolean isFormerName(String queue, String type, String former) {
		return this.queues.executorFor(this.queues.get(queue), type)
			.filter((executor) -> executor.names().contains(former))
			.isPresent();
	}

	private static void given(String argument, @Nullable Object value) {
		if (value == null) {
			throw new InvalidJobException(argument, null, "anything but null");
		}
	}

	private void submit(JobQueue queue, List<NewJob> jobs, SubmitOptions options) {
		this.observations.submit(queue.name(), jobs, (trace) -> insert(queue, jobs, options, trace));
	}

	private void insert(JobQueue queue, List<NewJob> jobs, SubmitOptions options, @Nullable String trace) {
		Integer ownRetries = options.maxRetries();
		int maxRetries = (ownRetries != null) ? ownRetries : queue.maxRetries();
		Duration delay = Objects.requireNonNullElse(options.delay(), Duration.ZERO);
		NewJobs all = new NewJobs(queue.name(), jobs, maxRetries + 1, options.dueAt(), delay, trace);
		List<Submitted> submitted = (options.id() == null) ? this.submits.insertNew(all)
				: insertOnce(all, options.rerun());
		this.outboxPublisher
			.publishAfterCommit(submitted.stream().filter(Submitted::isDue).map(Submitted::message).toList());
		submitted.stream()
			.filter((job) -> !job.isDue())
			.map(Submitted::dueIn)
			.min(Comparator.naturalOrder())
			.ifPresent(this.relayTrigger::afterCommit);
		submitted.forEach((job) -> this.events
			.publish(new Events.JobSubmitted(new JobId(job.message().id()), queue.name(), job.message().type())));
	}

	private List<Submitted> insertOnce(NewJobs jobs, boolean rerun) {
		NewJob job = jobs.jobs().get(0);
		for (int i = 0; i < INSERTS; i++) {
			List<Submitted> submitted = this.submits.insert(jobs, rerun);
			Optional<Existing> existing = submitted.isEmpty() ? this.submits.existing(job.id()) : Optional.empty();
			existing.ifPresent((before) -> ExistingJobCheck.check(jobs.queue(), job, before,
					isFormerName(jobs.queue(), job.type(), before.type()),
					(one, other) -> declared(jobs.queue(), job.type())
						.filter((type) -> this.payloads.isSame(one, other, type))
						.isPresent()));
			if (!submitted.isEmpty() || existing.isPresent()) {
				return submitted;
			}
			// Deleted in between, so that its id is available again.
		}
		throw new ConcurrencyFailureException("Job " + job.id() + " is deleted whenever it is submitted");
	}

	@Override
	public Optional<Job> find(JobId id) {
		return this.jobs.find(id.value());
	}

	@Override
	public Optional<Job> awaitResult(JobId id, Duration timeout) throws InterruptedException {
		return this.resultWait.await(id, timeout);
	}

	@Override
	public List<JobLogEntry> log(JobId id, int limit) {
		checkLimit(limit);
		return this.reports.log(id.value(), limit);
	}

	@Override
	public Optional<JobStackSample> stackSample(JobId id) {
		return this.reports.stackSample(id.value());
	}

	@Override
	public ChangeResult cancel(JobId id) {
		Optional<Job> job = this.jobs.cancel(id.value());
		if (job.isEmpty()) {
			return this.jobs.unchanged(id.value());
		}
		if (job.get().status() != JobStatus.CANCELLED) {
			return ChangeResult.STOP_REQUESTED;
		}
		this.events.publish(new Events.JobCancelled(id, job.get().queue(), job.get().tryCount(), null));
		return ChangeResult.DONE;
	}

	@Override
	public ChangeResult expire(JobId id) {
		return result(id, this.jobs.expire(id.value()));
	}

	@Override
	public ChangeResult delete(JobId id) {
		return result(id, this.jobs.delete(id.value()));
	}

	private ChangeResult result(JobId id, boolean done) {
		return done ? ChangeResult.DONE : this.jobs.unchanged(id.value());
	}

	@Override
	public List<DeadLetter> deadLetters(String queue, int limit) {
		JobQueue target = this.queues.get(queue);
		checkLimit(limit);
		if (!this.jobs.isInTransaction()) {
			return this.deadLetters.list(target, limit, this::isCurrent);
		}
		// Removed dead letters stay removed if the caller's transaction rolls back.
		return this.deadLetters.list(target, limit, this::isCurrentForAll).stream().filter(this::isCurrent).toList();
	}

	private static void checkLimit(int limit) {
		if (limit < 1 || limit > MAX_LISTED) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_LISTED);
		}
	}

	@Override
	public Optional<DeadLetter> nextDeadLetter(String queue, Predicate<DeadLetter> pop) {
		return next(this.queues.get(queue), pop);
	}

	@Override
	public Optional<DeadLetter> nextDeadLetter(Predicate<DeadLetter> pop) {
		return this.queues.all().stream().map((queue) -> next(queue, pop)).flatMap(Optional::stream).findFirst();
	}

	private Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> pop) {
		if (!this.jobs.isInTransaction()) {
			return this.deadLetters.next(queue, this::isCurrent, (letter) -> {
				if (!pop.test(letter)) {
					return Choice.LEAVE;
				}
				// The callback has run, and must not run for another dead letter.
				return recordPop(letter) ? Choice.REMOVE : Choice.LEAVE;
			});
		}
		// The dead letter is removed after the pop is committed in the row.
		AtomicReference<DeadLetter> popped = new AtomicReference<>();
		this.deadLetters.next(queue, this::isCurrentForAll, (letter) -> {
			if (!isCurrent(letter)) {
				return Choice.SKIP;
			}
			if (pop.test(letter)) {
				if (!recordPop(letter)) {
					return Choice.LEAVE;
				}
				this.jobs.afterCommit(() -> remove(queue, letter));
				popped.set(letter);
			}
			return Choice.LEAVE;
		});
		return Optional.ofNullable(popped.get());
	}

	private void remove(JobQueue queue, DeadLetter popped) {
		try {
			this.deadLetters.next(queue, this::isCurrent,
					(letter) -> letter.equals(popped) ? Choice.REMOVE : Choice.LEAVE);
		}
		catch (AmqpException ex) {
			LOG.warn("Dead letter of job {} stays in '{}' until its next removal as stale: {}", popped.jobId(),
					queue.deadLetterRoutingKey(), ex.getMessage());
		}
	}

	private boolean isCurrentForAll(DeadLetter letter) {
		return this.jobs.newTransaction(() -> isCurrent(letter));
	}

	private boolean isCurrent(DeadLetter letter) {
		if (letter.reason() == FailureReason.REJECTED_MESSAGE) {
			Long rejectedId = DeadLetters.rejectedId(letter, this.origin.get().callersDatabase());
			return rejectedId == null || this.rejected.resolved(List.of(rejectedId)).isEmpty();
		}
		JobId id = letter.jobId();
		return id == null || this.jobs.isDeadLetterCurrent(id.value(), letter.queue(), letter.tryCount());
	}

	/**
	 * Records that a dead letter is popped.
	 * @return {@code false} if it is no longer current, because its job has changed since
	 * it was looked up
	 */
	private boolean recordPop(DeadLetter letter) {
		JobId id = letter.jobId();
		return id == null || letter.reason() == FailureReason.REJECTED_MESSAGE
				|| this.jobs.popDeadLetter(id.value(), letter.queue(), letter.tryCount()) || isCurrent(letter);
	}

}
