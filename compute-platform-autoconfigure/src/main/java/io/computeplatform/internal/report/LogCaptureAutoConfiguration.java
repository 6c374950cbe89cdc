package io.computeplatform.internal.report;

import ch.qos.logback.classic.LoggerContext;
import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.internal.queue.JobQueues;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the capture of what executors log.
 */
@AutoConfiguration(after = JobReportAutoConfiguration.class)
@ConditionalOnClass(LoggerContext.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
@ConditionalOnProperty("compute.async.capture-logs")
public final class LogCaptureAutoConfiguration {

	@Bean
	LogCapture computeLogCapture(ComputeAsyncProperties properties, AttemptReports reports) {
		ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
		if (loggers instanceof LoggerContext context) {
			return new LogCapture(context, reports, properties.captureLevel());
		}
		throw new ComputeConfigurationException(
				"compute.async.capture-logs needs Logback, and SLF4J is bound to " + loggers.getClass().getName() + ".",
				"Set compute.async.capture-logs=false, or make Logback the logging system.");
	}

}
