package io.computeplatform.internal.actuate;

import io.computeplatform.JobId;
import io.computeplatform.internal.actuate.JobViews.Count;
import io.computeplatform.internal.actuate.JobViews.JobView;
import io.computeplatform.internal.actuate.JobViews.Page;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.jobs.JobExplanation;
import io.computeplatform.jobs.JobRepository;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

// Spring Boot 3.5 recognizes optional parameters only by this annotation.
import org.springframework.lang.Nullable;

/**
 * Shows jobs in any status, and why one waits. All parameters are strings: an error then
 * names the given value and the allowed ones.
 */
@WebEndpoint(id = "computejobs")
final class JobsEndpoint {

	private final JobRepository repository;

	private final ShownJobs jobs;

	private final PayloadMask mask;

	JobsEndpoint(JobRepository repository, ShownJobs jobs, PayloadMask mask) {
		this.repository = repository;
		this.jobs = jobs;
		this.mask = mask;
	}

	@ReadOperation
	public Object list(FilterParameters filters, @Nullable String limit, @Nullable String cursor) {
		return Responses.of(() -> Page.of(this.repository.find(filters.jobQuery(), FailedJobsEndpoint.limit(limit),
				(cursor != null && cursor.isEmpty()) ? null : cursor)));
	}

	/**
	 * Shows the count, or a job by its id.
	 */
	@ReadOperation
	public Object show(@Selector String what, FilterParameters filters) {
		return Responses.of(() -> {
			if (what.equals("count")) {
				return Count.of(this.repository.count(filters.jobQuery()));
			}
			filters.requireNone("none");
			JobId id = JobId.of(what);
			return this.repository.explain(id)
				.<Object>map(this::view)
				.orElseGet(() -> FailedJobsEndpoint.noSuch("job", id));
		});
	}

	private JobView view(JobExplanation explanation) {
		// It may have been deleted since.
		return this.jobs.find(explanation.job().id().value()).map((job) -> {
			String payload = job.payload();
			return JobView.of(explanation, (payload != null) ? this.mask.mask(job.queue(), job.type(), payload) : null,
					FailedJobViews.leftOut(job));
		}).orElseGet(() -> JobView.of(explanation.job()));
	}

}
