package io.computeplatform.observability;

import io.computeplatform.event.JobFailed;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class FailureAlert {

	private final Pager pager;

	FailureAlert(Pager pager) {
		this.pager = pager;
	}

	@EventListener
	void on(JobFailed event) {
		this.pager.page("Job %s in queue '%s' failed for good at try %d: %s".formatted(event.id(), event.queue(),
				event.tryNumber(), event.failure().message()));
	}

}
