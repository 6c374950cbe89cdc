package io.computeplatform.internal.actuate;

import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.failed.EditResult;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.internal.actuate.FailedJobViews.Actions;
import io.computeplatform.internal.actuate.FailedJobViews.Count;
import io.computeplatform.internal.actuate.FailedJobViews.Done;
import io.computeplatform.internal.actuate.FailedJobViews.Groups;
import io.computeplatform.internal.actuate.FailedJobViews.JobView;
import io.computeplatform.internal.actuate.FailedJobViews.OperationView;
import io.computeplatform.internal.actuate.FailedJobViews.Operations;
import io.computeplatform.internal.actuate.FailedJobViews.Page;
import io.computeplatform.internal.actuate.FailedJobViews.Problem;
import io.computeplatform.internal.actuate.FailedJobViews.Started;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.RunningVersions;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.internal.text.PlainText;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

// Spring Boot 3.5 recognizes optional parameters only by this annotation.
import org.springframework.lang.Nullable;

/**
 * Shows failed jobs, and acts on one or many. All parameters are strings: an error then
 * names the given value and the allowed ones, which that of Actuator's conversion would
 * not.
 */
@WebEndpoint(id = "failedjobs")
final class FailedJobsEndpoint {

	private static final String OPERATIONS = "operations";

	private static final int MAX_NAME = 200;

	private static final int MAX_LOG = 200;

	private static final int MAX_DIGITS = 20;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private final FailedJobRepository repository;

	private final FailedJobService service;

	private final BulkOperations operations;

	private final AuditLog audit;

	private final ShownJobs jobs;

	private final PayloadMask mask;

	private final RunningVersions versions;

	FailedJobsEndpoint(FailedJobRepository repository, FailedJobService service, BulkOperations operations,
			AuditLog audit, ShownJobs jobs, PayloadMask mask, RunningVersions versions) {
		this.repository = repository;
		this.service = service;
		this.operations = operations;
		this.audit = audit;
		this.jobs = jobs;
		this.mask = mask;
		this.versions = versions;
	}

	@ReadOperation
	public Object list(FilterParameters filters, @Nullable String limit, @Nullable String cursor) {
		return Responses.of(() -> Page.of(this.repository.find(filters.query(), limit(limit),
				(cursor != null && cursor.isEmpty()) ? null : cursor)));
	}

	/**
	 * Shows a named resource, or a job by its id.
	 */
	@ReadOperation
	public Object show(@Selector String what, FilterParameters filters, @Nullable String limit,
			@Nullable String before) {
		return Responses.of(() -> {
			return switch (what) {
				case "count" -> new Count(this.repository.count(filters.query()));
				case "groups" -> Groups.of(this.repository.groups(filters.query(), limit(limit)), this.versions.list());
				case "actions" -> {
					filters.requireNone("limit, before");
					yield Actions.of(this.audit.entries(limit(limit), number("before", before)));
				}
				case OPERATIONS -> {
					filters.requireNone("limit");
					yield Operations.of(this.operations.newest(limit(limit)));
				}
				default -> {
					filters.requireNone("none");
					yield job(JobId.of(what));
				}
			};
		});
	}

	private Object job(JobId id) {
		return this.jobs.find(id.value()).<Object>map((job) -> {
			String payload = job.payload();
			String result = job.result();
			return JobView.of(job, (payload != null) ? this.mask.mask(job.queue(), job.type(), payload) : null,
					(result != null) ? this.mask.maskResult(job.queue(), job.type(), result, job.resultHidden()) : null,
					this.jobs.stackSample(id.value()).orElse(null), this.jobs.log(id.value(), MAX_LOG),
					this.repository.history(id));
		}).orElseGet(() -> noSuch("job", id));
	}

	@ReadOperation
	public Object showOne(@Selector String what, @Selector String id, @Nullable String limit, @Nullable String after) {
		return Responses.of(() -> {
			UUID operation = operation(what, id);
			Long position = number("after", after);
			return this.operations.find(operation)
				.<Object>map((found) -> OperationView.of(found, this.operations.outcomes(operation),
						this.operations.jobs(operation, limit(limit), (position != null) ? position : 0)))
				.orElseGet(() -> noSuch("operation", operation));
		});
	}

	/**
	 * Starts a bulk operation on all jobs that match the filters.
	 */
	@WriteOperation
	public Object start(SecurityContext caller, FilterParameters filters, @Nullable String action,
			@Nullable String expectedCount, @Nullable String actor, @Nullable String comment,
			@Nullable String perSecond, @Nullable String canaryJobs, @Nullable String canaryPercent,
			@Nullable String awaitedVersion) {
		return Responses.of(() -> {
			BulkRequest request = BulkRequest
				.of(action(action, Action.RETRY, Action.DISCARD, Action.DELETE), filters.query(),
						required("expectedCount", number("expectedCount", expectedCount),
								"a number, the result of 'count'"))
				.withNote(note(caller, actor, comment));
			Integer rate = integer("perSecond", perSecond);
			if (rate != null) {
				request = request.withPerSecond(rate);
			}
			if (canaryJobs != null || canaryPercent != null) {
				request = request.withCanary(
						required("canaryJobs", integer("canaryJobs", canaryJobs),
								"a number, if there is a canaryPercent"),
						required("canaryPercent", integer("canaryPercent", canaryPercent),
								"a number, if there are canaryJobs"));
			}
			if (awaitedVersion != null && !awaitedVersion.isEmpty()) {
				request = request.withAwaitedVersion(awaitedVersion);
			}
			return new Started(this.operations.start(request).toString());
		});
	}

	@WriteOperation
	public Object act(SecurityContext caller, @Selector String jobId, @Nullable String action, @Nullable String payload,
			@Nullable String actor, @Nullable String comment) {
		return Responses.of(() -> {
			JobId id = JobId.of(jobId);
			AuditNote note = note(caller, actor, comment);
			Action wanted = action(action, Action.RETRY, Action.RETRY_EDITED, Action.DISCARD, Action.RESTORE,
					Action.DELETE);
			if (payload != null && !payload.isEmpty() && wanted != Action.RETRY_EDITED) {
				// Most likely an edit was intended.
				throw new InvalidJobException("payload", payload.length() + " characters", "with retry-edited only");
			}
			return switch (wanted) {
				case RETRY -> done(id, wanted, this.service.retry(id, note));
				case DISCARD -> done(id, wanted, this.service.discard(id, note));
				case RESTORE -> done(id, wanted, this.service.restore(id, note));
				case DELETE -> done(id, wanted, this.service.delete(id, note));
				default -> {
					EditResult edit = this.service.retryEdited(id,
							required("payload", payload, "the new payload, JSON as a text"), note);
					JobId copy = edit.copy();
					yield (copy != null) ? new Done(true, copy.toString(), null) : done(id, wanted, edit.result());
				}
			};
		});
	}

	/**
	 * Pauses, resumes or aborts a bulk operation.
	 */
	@WriteOperation
	public Object controlOperation(SecurityContext caller, @Selector String what, @Selector String id,
			@Nullable String action, @Nullable String actor, @Nullable String comment) {
		return Responses.of(() -> {
			UUID operation = operation(what, id);
			AuditNote note = note(caller, actor, comment);
			Action wanted = action(action, Action.PAUSE, Action.RESUME, Action.ABORT);
			ChangeResult result = switch (wanted) {
				case PAUSE -> this.operations.pause(operation, note);
				case RESUME -> this.operations.resume(operation, note);
				default -> this.operations.abort(operation, note);
			};
			return done("operation", operation, wanted, result,
					() -> this.operations.find(operation).map((found) -> found.status().value()));
		});
	}

	private Object done(JobId id, Action action, ChangeResult result) {
		return done("job", id, action, result, () -> this.jobs.find(id.value()).map((found) -> found.status().value()));
	}

	private static Object done(String what, Object id, Action action, ChangeResult result,
			Supplier<Optional<String>> status) {
		return switch (result) {
			case DONE, STOP_REQUESTED -> new Done(true, null, null);
			case REFUSED ->
				status.get().map((found) -> notDone(what, id, found, action)).orElseGet(() -> noSuch(what, id));
			case NOT_FOUND -> noSuch(what, id);
		};
	}

	static Object noSuch(String what, Object id) {
		return new WebEndpointResponse<>(new Problem("There is no %s '%s'".formatted(what, id)), NOT_FOUND);
	}

	private static Object notDone(String what, Object id, String status, Action action) {
		return new WebEndpointResponse<>(
				new Done(false, null,
						"The %s '%s' is %s, and %s can do nothing to it".formatted(what, id, status, action.value())),
				CONFLICT);
	}

	static AuditNote note(SecurityContext caller, @Nullable String actor, @Nullable String comment) {
		Principal known = caller.getPrincipal();
		return AuditNote.of((known != null) ? PlainText.of(known.getName(), MAX_NAME) : actor, comment);
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

	static int limit(@Nullable String text) {
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
			// The parser's exception would quote it completely.
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
