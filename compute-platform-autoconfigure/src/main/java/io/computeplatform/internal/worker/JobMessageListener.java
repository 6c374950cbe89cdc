package io.computeplatform.internal.worker;

import java.util.function.UnaryOperator;

import com.rabbitmq.client.Channel;
import io.computeplatform.internal.attempt.JobExecution;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * Executes the job of a claimed message.
 */
final class JobMessageListener implements ChannelAwareMessageListener {

	private final JobExecution execution;

	JobMessageListener(JobExecution execution) {
		this.execution = execution;
	}

	@Override
	public void onMessage(Message message, @Nullable Channel channel) throws Exception {
		if (!(message instanceof ClaimedMessage claimed)) {
			throw new IllegalStateException("The message was not claimed; the retry interceptor is missing");
		}
		this.execution.execute(claimed.attempt(), UnaryOperator.identity());
	}

}
