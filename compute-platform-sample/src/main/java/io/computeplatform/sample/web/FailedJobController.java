package io.computeplatform.sample.web;

import java.util.List;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.failed.FailedJob;
import io.computeplatform.failed.FailedJobPage;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/failed")
class FailedJobController {

	private final Jobs jobs;

	private final FailedJobRepository repository;

	private final FailedJobService service;

	FailedJobController(Jobs jobs, FailedJobRepository repository, FailedJobService service) {
		this.jobs = jobs;
		this.repository = repository;
		this.service = service;
	}

	@GetMapping
	Page list(@RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String cursor,
			@RequestParam(required = false) @Nullable String queue) {
		FailedJobQuery query = (queue != null) ? FailedJobQuery.all().ofQueue(queue) : FailedJobQuery.all();
		FailedJobPage page = this.repository.find(query, limit, cursor);
		return new Page(page.jobs().stream().map((job) -> this.jobs.view(job.id())).toList(), page.next(),
				page.previous());
	}

	@GetMapping("/{id}")
	Details find(@PathVariable String id) {
		JobId jobId = JobId.of(id);
		FailedJob job = this.repository.findById(jobId)
			.orElseThrow(() -> notFailed(HttpStatus.NOT_FOUND, this.jobs.find(jobId), "It is at /jobs/" + jobId));
		List<AttemptView> attempts = this.repository.attempts(job.id()).stream().map(AttemptView::of).toList();
		return new Details(this.jobs.view(job.id()), attempts);
	}

	@PostMapping("/{id}/retry")
	@ResponseStatus(HttpStatus.ACCEPTED)
	JobView retry(@PathVariable String id) {
		JobId jobId = JobId.of(id);
		return act(jobId, this.service.retry(jobId), "Only a failed job can be retried");
	}

	@PostMapping("/{id}/discard")
	JobView discard(@PathVariable String id) {
		JobId jobId = JobId.of(id);
		return act(jobId, this.service.discard(jobId), "Only a failed job can be discarded");
	}

	private JobView act(JobId id, boolean done, String rule) {
		if (!done) {
			throw notFailed(HttpStatus.CONFLICT, this.jobs.find(id), rule);
		}
		return this.jobs.view(id);
	}

	private static ResponseStatusException notFailed(HttpStatus status, Job job, String rule) {
		return new ResponseStatusException(status,
				"Job '%s' is %s, not failed. %s.".formatted(job.id(), job.status().value(), rule));
	}

	/**
	 * A page, newest failure first.
	 *
	 * @param next the parameter 'cursor' of the page with older failures, if there is one
	 * @param previous the parameter 'cursor' of the page with newer failures, if any
	 */
	record Page(List<JobView> jobs, @Nullable String next, @Nullable String previous) {

	}

	record Details(JobView job, List<AttemptView> attempts) {

	}

}
