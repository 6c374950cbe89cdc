package io.computeplatform.internal.submission;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.event.FinishedJobs;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.JobOutboxAutoConfiguration;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.store.ReportRows;
import io.computeplatform.internal.store.SubmitRows;
import io.computeplatform.internal.tracing.JobObservations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of {@code AsyncPlatform}.
 */
@AutoConfiguration(after = JobOutboxAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobSubmissionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	AsyncPlatform computeAsyncPlatform(JobQueues queues, SubmitRows submits, JobRows jobs,
			OutboxPublisher outboxPublisher, RelayTrigger relayTrigger, DeadLetterReader deadLetters,
			RejectedRows rejected, ObjectProvider<MessageOrigin> origin, JobEvents events, JobObservations observations,
			PayloadJson payloads, ReportRows reports, FinishedJobs finished) {
		return new DefaultAsyncPlatform(queues, submits, jobs, outboxPublisher, relayTrigger, deadLetters, rejected,
				origin::getObject, events, observations, payloads, reports, new ResultWait(jobs, finished));
	}

}
