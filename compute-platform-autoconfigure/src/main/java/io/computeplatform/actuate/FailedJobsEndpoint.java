package io.computeplatform.actuate;

import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.actuate.FailedJobViews.Actions;
import io.computeplatform.actuate.FailedJobViews.Count;
import io.computeplatform.actuate.FailedJobViews.Done;
import io.computeplatform.actuate.FailedJobViews.Groups;
import io.computeplatform.actuate.FailedJobViews.JobView;
import io.computeplatform.actuate.FailedJobViews.OperationView;
import io.computeplatform.actuate.FailedJobViews.Operations;
import io.computeplatform.actuate.FailedJobViews.Page;
import io.computeplatform.actuate.FailedJobViews.Problem;
import io.computeplatform.actuate.FailedJobViews.Started;
import io.computeplatform.failed.Action;
import io.computeplatform.failed.ActionNote;
import io.computeplatform.failed.BulkRequest;
import io.computeplatform.failed.BulkRequest.Canary;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.store.ShownJobs;
import io.computeplatform.text.PlainText;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
// Spring Boot 3.5 takes a parameter for optional by this one only.
import org.springframework.lang.Nullable;

/**
 * Shows failed jobs, and acts on one or many. All parameters are texts: a refusal then
 * says what was given and what is allowed, which that of Actuator's conversion would not.
 */
@Endpoint(id = "failedjobs")
final class FailedJobsEndpoint {

	private static final List<String> FILTERS = List.of("queue", "type", "exception", "message", "group", "reason",
			"worker", "since", "until", "minTries", "maxTries", "payload");

	private static final String OPERATIONS = "operations";

	private static final int MAX_NAME = 200;

	private static final int MAX_DIGITS = 20;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private final FailedJobRepository repository;

	private final FailedJobService service;

	private final ShownJobs jobs;

	private final PayloadMask mask;

	FailedJobsEndpoint(FailedJobRepository repository, FailedJobService service, ShownJobs jobs, PayloadMask mask) {
		this.repository = repository;
		this.service = service;
		this.jobs = jobs;
		this.mask = mask;
	}

	@ReadOperation
	public Object list(@Nullable String queue, @Nullable String type, @Nullable String exception,
			@Nullable String message, @Nullable String group, @Nullable String reason, @Nullable String worker,
			@Nullable String since, @Nullable String until, @Nullable String minTries, @Nullable String maxTries,
			@Nullable String payload, @Nullable String limit, @Nullable String cursor) {
		return Answers.of(
				() -> Page
					.of(this.repository.find(
							query(queue, type, exception, message, group, reason, worker, since, until, minTries,
									maxTries, payload),
							limit(limit), (cursor != null && cursor.isEmpty()) ? null : cursor)));
	}

	/**
	 * Shows what has a name of its own, or a job.
	 */
	@ReadOperation
	public Object show(@Selector String what, @Nullable String queue, @Nullable String type, @Nullable String exception,
			@Nullable String message, @Nullable String group, @Nullable String reason, @Nullable String worker,
			@Nullable String since, @Nullable String until, @Nullable String minTries, @Nullable String maxTries,
			@Nullable String payload, @Nullable String limit, @Nullable String before) {
		return Answers.of(() -> {
			Supplier<FailedJobQuery> query = () -> query(queue, type, exception, message, group, reason, worker, since,
					until, minTries, maxTries, payload);
			return switch (what) {
				case "count" -> new Count(this.repository.count(query.get()));
				case "groups" -> Groups.of(this.repository.groups(query.get(), limit(limit)));
				case "actions" -> Actions.of(this.repository.actions(limit(limit), number("before", before)));
				case OPERATIONS -> Operations.of(this.repository.operations(limit(limit)));
				default -> job(JobId.of(what));
			};
		});
	}

	private Object job(JobId id) {
		return this.jobs.find(id.value()).<Object>map((job) -> {
			String payload = job.payload();
			return JobView.of(job, (payload != null) ? this.mask.mask(job.queue(), job.type(), payload) : null,
					this.repository.history(id));
		}).orElseGet(() -> noSuch("job", id));
	}

	@ReadOperation
	public Object showOne(@Selector String what, @Selector String id, @Nullable String limit, @Nullable String after) {
		return Answers.of(() -> {
			UUID operation = operation(what, id);
			Long position = number("after", after);
			return this.repository.operation(operation)
				.<Object>map((found) -> OperationView.of(found, this.repository.outcomes(operation),
						this.repository.jobs(operation, limit(limit), (position != null) ? position : 0)))
				.orElseGet(() -> noSuch("operation", operation));
		});
	}

	/**
	 * Starts an operation on all jobs that the filters match.
	 */
	@WriteOperation
	public Object start(SecurityContext caller, @Nullable String queue, @Nullable String type,
			@Nullable String exception, @Nullable String message, @Nullable String group, @Nullable String reason,
			@Nullable String worker, @Nullable String since, @Nullable String until, @Nullable String minTries,
			@Nullable String maxTries, @Nullable String payload, @Nullable String action, @Nullable String agreed,
			@Nullable String by, @Nullable String why, @Nullable String perSecond, @Nullable String canaryJobs,
			@Nullable String canaryPercent) {
		return Answers.of(() -> new Started(this.service
			.start(new BulkRequest(action(action, Action.RETRY, Action.DISCARD, Action.DELETE),
					query(queue, type, exception, message, group, reason, worker, since, until, minTries, maxTries,
							payload),
					required("agreed", number("agreed", agreed), "a number, what 'count' said"), note(caller, by, why),
					integer("perSecond", perSecond), canary(canaryJobs, canaryPercent)))
			.toString()));
	}

	@WriteOperation
	public Object act(SecurityContext caller, @Selector String jobId, @Nullable String action, @Nullable String payload,
			@Nullable String by, @Nullable String why) {
		return Answers.of(() -> {
			JobId id = JobId.of(jobId);
			ActionNote note = note(caller, by, why);
			Action wanted = action(action, Action.RETRY, Action.RETRY_EDITED, Action.DISCARD, Action.RESTORE,
					Action.DELETE);
			if (payload != null && !payload.isEmpty() && wanted != Action.RETRY_EDITED) {
				// Most likely an edit was meant.
				throw new InvalidJobException("payload", payload.length() + " characters", "with retry-edited only");
			}
			return switch (wanted) {
				case RETRY -> done(id, wanted, this.service.retry(id, note));
				case DISCARD -> done(id, wanted, this.service.discard(id, note));
				case RESTORE -> done(id, wanted, this.service.restore(id, note));
				case DELETE -> done(id, wanted, this.service.delete(id, note));
				default ->
					this.service.retryEdited(id, required("payload", payload, "the new payload, JSON as a text"), note)
						.<Object>map((copy) -> new Done(true, copy.toString(), null))
						.orElseGet(() -> done(id, wanted, false));
			};
		});
	}

	/**
	 * Pauses, resumes or aborts an operation.
	 */
	@WriteOperation
	public Object steer(SecurityContext caller, @Selector String what, @Selector String id, @Nullable String action,
			@Nullable String by, @Nullable String why) {
		return Answers.of(() -> {
			UUID operation = operation(what, id);
			ActionNote note = note(caller, by, why);
			Action wanted = action(action, Action.PAUSE, Action.RESUME, Action.ABORT);
			boolean done = switch (wanted) {
				case PAUSE -> this.service.pause(operation, note);
				case RESUME -> this.service.resume(operation, note);
				default -> this.service.abort(operation, note);
			};
			return done ? new Done(true, null, null)
					: this.repository.operation(operation)
						.map((found) -> notDone("operation", operation, found.status().value(), wanted))
						.orElseGet(() -> noSuch("operation", operation));
		});
	}

	private Object done(JobId id, Action action, boolean done) {
		return done ? new Done(true, null, null)
				: this.jobs.find(id.value())
					.map((job) -> notDone("job", id, job.status().value(), action))
					.orElseGet(() -> noSuch("job", id));
	}

	private static Object noSuch(String what, Object id) {
		return new WebEndpointResponse<>(new Problem("There is no %s '%s'".formatted(what, id)), NOT_FOUND);
	}

	private static Object notDone(String what, Object id, String status, Action action) {
		return new WebEndpointResponse<>(
				new Done(false, null,
						"The %s '%s' is %s, and %s can do nothing to it".formatted(what, id, status, action.value())),
				CONFLICT);
	}

	private static FailedJobQuery query(@Nullable String... values) {
		Map<String, @org.jspecify.annotations.Nullable String> conditions = new HashMap<>();
		for (int i = 0; i < values.length; i++) {
			conditions.put(FILTERS.get(i), values[i]);
		}
		return FailedJobQuery.of(conditions);
	}

	private static ActionNote note(SecurityContext caller, @Nullable String by, @Nullable String why) {
		Principal known = caller.getPrincipal();
		try {
			return new ActionNote((known != null) ? PlainText.of(known.getName(), MAX_NAME) : by, why);
		}
		catch (InvalidJobException ex) {
			throw ex.property().equals("reason") ? new InvalidJobException("why", ex.value(), ex.allowed()) : ex;
		}
	}

	private static Action action(@Nullable String text, Action... allowed) {
		return Arrays.stream(allowed)
			.filter((action) -> action.value().equals(text))
			.findFirst()
			.orElseThrow(() -> new InvalidJobException("action", text,
					Arrays.stream(allowed).map(Action::value).collect(Collectors.joining(", "))));
	}

	private static UUID operation(String what, String id) {
		if (!what.equals(OPERATIONS)) {
			throw new InvalidJobException("path", what, OPERATIONS);
		}
		return JobId.of(id).value();
	}

	private static @Nullable Canary canary(@Nullable String jobs, @Nullable String percent) {
		if (jobs == null && percent == null) {
			return null;
		}
		return new Canary(required("canaryJobs", integer("canaryJobs", jobs), "a number, if there is a canaryPercent"),
				required("canaryPercent", integer("canaryPercent", percent), "a number, if there are canaryJobs"));
	}

	private static int limit(@Nullable String text) {
		Integer limit = integer("limit", text);
		return (limit != null) ? limit : 50;
	}

	private static @Nullable Integer integer(String property, @Nullable String text) {
		return number(property, text, Integer::valueOf, Integer.MAX_VALUE);
	}

	private static @Nullable Long number(String property, @Nullable String text) {
		return number(property, text, Long::valueOf, Long.MAX_VALUE);
	}

	private static <T> @org.jspecify.annotations.Nullable T number(String property, @Nullable String text,
			Function<String, T> parser, long max) {
		if (text == null || text.isEmpty()) {
			return null;
		}
		try {
			// What parses it would quote it whole.
			return parser.apply(PlainText.cut(text, MAX_DIGITS));
		}
		catch (NumberFormatException ex) {
			throw new InvalidJobException(property, text, "a whole number up to " + max, ex);
		}
	}

	private static <T> T required(String property, @Nullable T value, String allowed) {
		if (value == null) {
			throw new InvalidJobException(property, null, allowed);
		}
		return value;
	}

}
