package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.function.Function;

import io.computeplatform.internal.attempt.JobThread;
import io.computeplatform.internal.broker.LenientPropertiesConverter;
import io.computeplatform.internal.broker.SeparateConnectionFactory;
import io.computeplatform.internal.queue.JobQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Creates the listener container of a queue.
 */
final class JobContainerFactory implements Function<JobQueue, SimpleMessageListenerContainer> {

	private static final Logger LOG = LoggerFactory.getLogger(JobContainerFactory.class);

	private final ApplicationContext context;

	private final ConnectionFactory connectionFactory;

	private final UnreadableMessages unreadable;

	private final JobMessageListener listener;

	private final Function<JobQueue, RetryInterceptor> interceptors;

	private final Duration shutdownTimeout;

	private final boolean virtualThreads;

	JobContainerFactory(ApplicationContext context, ConnectionFactory connectionFactory, UnreadableMessages unreadable,
			JobMessageListener listener, Function<JobQueue, RetryInterceptor> interceptors, Duration shutdownTimeout,
			boolean virtualThreads) {
		this.context = context;
		this.connectionFactory = connectionFactory;
		this.unreadable = unreadable;
		this.listener = listener;
		this.interceptors = interceptors;
		this.shutdownTimeout = shutdownTimeout;
		this.virtualThreads = virtualThreads;
	}

	@Override
	public SimpleMessageListenerContainer apply(JobQueue queue) {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("job-" + queue.name() + "-") {

			@Override
			public Thread createThread(Runnable task) {
				JobThread thread = new JobThread(task, nextThreadName());
				thread.setDaemon(isDaemon());
				return thread;
			}

		};
		// A job that does not end must not keep the process alive.
		threads.setDaemon(true);
		threads.setVirtualThreads(this.virtualThreads);
		ExponentialBackOff recovery = new ExponentialBackOff(500, 2);
		recovery.setMaxInterval(2000);
		SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(SeparateConnectionFactory
			.separateFrom(this.connectionFactory, "compute-" + queue.name(), this.unreadable.callbackFor(queue)));
		container.setApplicationContext(this.context);
		container.setListenerId("compute-" + queue.name());
		container.setQueueNames(queue.routingKey());
		RetryInterceptor interceptor = this.interceptors.apply(queue);
		ExecutionSlots slots = interceptor.slots();
		container.setConcurrentConsumers(slots.consumers());
		container.setPrefetchCount(slots.prefetch());
		container.setMessagePropertiesConverter(new LenientPropertiesConverter());
		container.setMessageListener(this.listener);
		container.setAdviceChain(interceptor);
		container.setTaskExecutor(threads);
		// The interceptor acknowledges, after the outcome is recorded.
		container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
		container.setRecoveryBackOff(recovery);
		container.setMissingQueuesFatal(false);
		container.setAutoDeclare(false);
		container.setForceStop(true);
		container.setReceiveTimeout(200);
		container.setShutdownTimeout(this.shutdownTimeout.toMillis());
		// Spring's default ends the process. Here the consumer stops and is restarted.
		container.setjavaLangErrorHandler(
				(error) -> LOG.error("A consumer of queue '{}' failed with an error", queue.name(), error));
		container.afterPropertiesSet();
		return container;
	}

}
