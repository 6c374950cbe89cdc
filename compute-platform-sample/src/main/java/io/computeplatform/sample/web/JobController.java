package io.computeplatform.sample.web;

import java.net.URI;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/jobs")
class JobController {

	private static final int MAX_NAME_LENGTH = 200;

	private final Jobs jobs;

	JobController(Jobs jobs) {
		this.jobs = jobs;
	}

	@PostMapping
	ResponseEntity<JobView> submit(@RequestBody Submission submission) {
		String document = submission.document();
		if (document == null || document.isBlank() || document.length() > MAX_NAME_LENGTH) {
			throw new InvalidJobException("document", document,
					"the name of a document, 1 to %d characters".formatted(MAX_NAME_LENGTH));
		}
		JobId id = this.jobs.submit(document);
		return ResponseEntity.accepted().location(URI.create("/jobs/" + id)).body(this.jobs.view(id));
	}

	@GetMapping("/{id}")
	JobView find(@PathVariable String id) {
		return this.jobs.view(JobId.of(id));
	}

	record Submission(@Nullable String document) {

	}

}
