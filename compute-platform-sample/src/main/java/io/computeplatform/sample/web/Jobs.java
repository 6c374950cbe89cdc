package io.computeplatform.sample.web;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.sample.documents.DocumentJobs;
import io.computeplatform.sample.documents.WordStatisticsTable;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Submits jobs and converts them to views.
 */
@Component
class Jobs {

	private final AsyncPlatform platform;

	private final DocumentJobs jobs;

	private final WordStatisticsTable statistics;

	Jobs(AsyncPlatform platform, DocumentJobs jobs, WordStatisticsTable statistics) {
		this.platform = platform;
		this.jobs = jobs;
		this.statistics = statistics;
	}

	JobView view(JobId id) {
		Job job = this.platform.find(id)
			.orElseThrow(
					() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no job '%s'.".formatted(id)));
		String document = this.jobs.documentIn(job.payload());
		return JobView.of(job, document,
				(job.status() == JobStatus.COMPLETE) ? this.statistics.find(document).orElse(null) : null);
	}

	JobId submit(String document) {
		return this.jobs.submit(document);
	}

}
