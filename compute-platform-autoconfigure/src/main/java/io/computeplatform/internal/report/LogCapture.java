package io.computeplatform.internal.report;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.event.Level;

import org.springframework.beans.factory.DisposableBean;

/**
 * Copies what the thread of an executor logs into the log of its job. The base class
 * ignores events that are logged while another one is appended.
 */
final class LogCapture extends UnsynchronizedAppenderBase<ILoggingEvent>
		implements LoggerContextListener, DisposableBean {

	private static final String OWN_LOGGERS = "io.computeplatform.internal.";

	private final LoggerContext loggers;

	private final AttemptReports reports;

	private final Level level;

	LogCapture(LoggerContext loggers, AttemptReports reports, Level level) {
		this.loggers = loggers;
		this.reports = reports;
		this.level = level;
		setName("compute-log-capture");
		setContext(loggers);
		start();
		loggers.addListener(this);
		attach(loggers);
	}

	private void attach(LoggerContext context) {
		context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		AttemptReport report = AttemptReport.current(this.reports);
		if (report == null || event.getLoggerName().startsWith(OWN_LOGGERS)) {
			return;
		}
		Level level = Level.valueOf(event.getLevel().toString());
		if (level.toInt() >= this.level.toInt()) {
			report.log(level, text(event));
		}
	}

	private static String text(ILoggingEvent event) {
		String text = event.getLoggerName() + ": " + event.getFormattedMessage();
		IThrowableProxy failure = event.getThrowableProxy();
		return (failure != null) ? text + "\n" + ThrowableProxyUtil.asString(failure) : text;
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	/**
	 * Another application in this process may configure its logging.
	 */
	@Override
	public void onReset(LoggerContext context) {
		if (isStarted()) {
			attach(context);
		}
	}

	@Override
	public void onStart(LoggerContext context) {
	}

	@Override
	public void onStop(LoggerContext context) {
	}

	@Override
	public void onLevelChange(Logger logger, ch.qos.logback.classic.Level level) {
	}

	@Override
	public void destroy() {
		this.loggers.removeListener(this);
		this.loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(this);
		stop();
	}

}
