package io.computeplatform.submission;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.JobRows;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.store.SubmitRows;
import io.computeplatform.tracing.JobObservations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * The front door.
 */
@AutoConfiguration(after = JobDispatchAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobSubmissionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	AsyncPlatform computeAsyncPlatform(JobQueues queues, SubmitRows submits, JobRows jobs, Dispatcher dispatcher,
			OwedLater owedLater, DeadLetterReader deadLetters, RejectedRows rejected,
			ObjectProvider<MessageOrigin> origin, JobEvents events, JobObservations observations,
			PayloadJson payloads) {
		return new DefaultAsyncPlatform(queues, submits, jobs, dispatcher, owedLater, deadLetters, rejected,
				origin::getObject, events, observations, payloads);
	}

}
