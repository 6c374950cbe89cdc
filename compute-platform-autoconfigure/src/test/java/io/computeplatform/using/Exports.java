package io.computeplatform.using;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;

import org.springframework.stereotype.Service;

@Service
class Exports {

	private final AsyncPlatform asyncPlatform;

	Exports(AsyncPlatform asyncPlatform) {
		this.asyncPlatform = asyncPlatform;
	}

	Optional<Exported> export(List<String> customers) throws InterruptedException {
		JobId id = this.asyncPlatform.submit("exports", new Export(customers));
		return this.asyncPlatform.awaitResult(id, Duration.ofMinutes(1)).flatMap((job) -> job.result(Exported.class));
	}

}
