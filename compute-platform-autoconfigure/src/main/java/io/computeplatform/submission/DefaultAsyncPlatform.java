package io.computeplatform.submission;

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
import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.DeadLetterReader.Choice;
import io.computeplatform.broker.DeadLetters;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.event.JobCancelled;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.queue.ExecutorDefinition;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.JobRows;
import io.computeplatform.store.NewJob;
import io.computeplatform.store.NewJobs;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.store.SubmitRows;
import io.computeplatform.store.SubmitRows.Existing;
import io.computeplatform.store.SubmitRows.Submitted;
import io.computeplatform.tracing.JobObservations;
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

	private final Dispatcher dispatcher;

	private final OwedLater owedLater;

	private final DeadLetterReader deadLetters;

	private final RejectedRows rejected;

	private final Supplier<MessageOrigin> origin;

	private final JobEvents events;

	private final JobObservations observations;

	private final PayloadJson payloads;

	private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

	DefaultAsyncPlatform(JobQueues queues, SubmitRows submits, JobRows jobs, Dispatcher dispatcher, OwedLater owedLater,
			DeadLetterReader deadLetters, RejectedRows rejected, Supplier<MessageOrigin> origin, JobEvents events,
			JobObservations observations, PayloadJson payloads) {
		this.queues = queues;
		this.submits = submits;
		this.jobs = jobs;
		this.dispatcher = dispatcher;
		this.owedLater = owedLater;
		this.deadLetters = deadLetters;
		this.rejected = rejected;
		this.origin = origin;
		this.events = events;
		this.observations = observations;
		this.payloads = payloads;
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
		List<String> types = this.queues.typesOf(queue, payload);
		return new NewJob(id, types, this.payloads.write(payload, declared(queue.name(), types.get(0)).orElse(null)));
	}

	private Optional<Type> declared(String queue, String type) {
		return this.queues.executorFor(this.queues.get(queue), type).map(ExecutorDefinition::payloadType);
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
		this.dispatcher
			.dispatchAfterCommit(submitted.stream().filter(Submitted::isDue).map(Submitted::message).toList());
		submitted.stream()
			.filter((job) -> !job.isDue())
			.map(Submitted::dueIn)
			.min(Comparator.naturalOrder())
			.ifPresent(this.owedLater::afterCommit);
		submitted.forEach((job) -> this.events
			.publish(new JobSubmitted(new JobId(job.message().id()), queue.name(), job.message().type())));
	}

	private List<Submitted> insertOnce(NewJobs jobs, boolean rerun) {
		NewJob job = jobs.jobs().get(0);
		for (int i = 0; i < INSERTS; i++) {
			List<Submitted> submitted = this.submits.insert(jobs, rerun);
			Optional<Existing> existing = submitted.isEmpty() ? this.submits.existing(job.id()) : Optional.empty();
			existing.ifPresent((before) -> SameJob.check(jobs.queue(), job, before,
					(one, other) -> declared(jobs.queue(), job.type())
						.filter((type) -> this.payloads.isSame(one, other, type))
						.isPresent()));
			if (!submitted.isEmpty() || existing.isPresent()) {
				return submitted;
			}
			// Deleted in between, so that its id is free again.
		}
		throw new ConcurrencyFailureException("Job " + job.id() + " is deleted whenever it is submitted");
	}

	@Override
	public Optional<Job> find(JobId id) {
		return this.jobs.find(id.value());
	}

	@Override
	public boolean cancel(JobId id) {
		Optional<Job> job = this.jobs.cancel(id.value());
		job.filter((cancelled) -> cancelled.status() == JobStatus.CANCELLED)
			.ifPresent((cancelled) -> this.events
				.publish(new JobCancelled(id, cancelled.queue(), cancelled.tryCount(), null)));
		return job.isPresent();
	}

	@Override
	public boolean expire(JobId id) {
		return this.jobs.expire(id.value());
	}

	@Override
	public boolean delete(JobId id) {
		return this.jobs.delete(id.value());
	}

	@Override
	public List<DeadLetter> deadLetters(String queue, int limit) {
		JobQueue target = this.queues.get(queue);
		if (limit < 1 || limit > MAX_LISTED) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_LISTED);
		}
		return this.deadLetters.list(target, limit, this::isCurrent);
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
				recordPop(letter);
				return Choice.REMOVE;
			});
		}
		// The letter goes when the row says so for others too.
		AtomicReference<DeadLetter> popped = new AtomicReference<>();
		this.deadLetters.next(queue, this::isCurrentForAll, (letter) -> {
			if (!isCurrent(letter)) {
				return Choice.SKIP;
			}
			if (pop.test(letter)) {
				recordPop(letter);
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
			LOG.warn("The dead letter of job {} stays in '{}' until it is met again: {}", popped.jobId(),
					queue.deadLetterRoutingKey(), ex.getMessage());
		}
	}

	private boolean isCurrentForAll(DeadLetter letter) {
		return this.jobs.apart(() -> isCurrent(letter));
	}

	private boolean isCurrent(DeadLetter letter) {
		if (letter.reason() == FailureReason.REJECTED_MESSAGE) {
			Long rejectedId = DeadLetters.rejectedId(letter, this.origin.get().database());
			return rejectedId == null || this.rejected.settled(List.of(rejectedId)).isEmpty();
		}
		JobId id = letter.jobId();
		return id == null || this.jobs.isDeadLetterCurrent(id.value(), letter.queue(), letter.tryCount());
	}

	private void recordPop(DeadLetter letter) {
		JobId id = letter.jobId();
		if (id != null && letter.reason() != FailureReason.REJECTED_MESSAGE) {
			this.jobs.popDeadLetter(id.value(), letter.tryCount());
		}
	}

}
