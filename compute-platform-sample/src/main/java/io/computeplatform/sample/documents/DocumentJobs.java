package io.computeplatform.sample.documents;

import java.util.List;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Submits documents, and finds the document of a job.
 */
@Component
public final class DocumentJobs {

	public static final String QUEUE = "documents";

	private final AsyncPlatform platform;

	private final JsonMapper json;

	DocumentJobs(AsyncPlatform platform, JsonMapper json) {
		this.platform = platform;
		this.json = json;
	}

	public JobId submit(String document) {
		return this.platform.submit(QUEUE, new CountWords(document));
	}

	public List<JobId> submitAll(List<String> documents) {
		return this.platform.submitAll(QUEUE, documents.stream().map(CountWords::new).toList());
	}

	/**
	 * Reads the row of the job, because events have only its id.
	 */
	public String documentOf(JobId id) {
		return this.platform.find(id).map((job) -> documentIn(job.payload())).orElseGet(id::toString);
	}

	public String documentIn(String payload) {
		return this.json.readValue(payload, CountWords.class).document();
	}

}
