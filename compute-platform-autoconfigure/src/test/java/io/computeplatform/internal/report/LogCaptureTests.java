package io.computeplatform.internal.report;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an executor logs through SLF4J, in the log of its job.
 */
@WithTestEnvironment
class LogCaptureTests {

	private static final Logger LOG = LoggerFactory.getLogger("com.example.Mailer");

	private static final Logger OWN = LoggerFactory.getLogger("io.computeplatform.internal.worker.JobContainers");

	private final TestEnvironment environment;

	LogCaptureTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void linesOfTheExecutorsThreadAreInTheLogOfItsJob() {
		try (TestApplication application = start("compute.async.capture-logs=true")) {
			CountDownLatch other = new CountDownLatch(1);
			JobId id = application.submit(Script.of((job) -> {
				LOG.info("Sent {} mails", 3);
				LOG.debug("below the level");
				OWN.warn("of the library");
				job.log(Level.DEBUG, "told by itself");
				Thread thread = new Thread(() -> {
					LOG.warn("of another thread");
					other.countDown();
				});
				thread.start();
				other.await();
				LOG.error("Failed", new IllegalStateException("why"));
			}));
			application.await(id, JobStatus.COMPLETE);
			LOG.warn("after the job");
			List<JobLogEntry> log = application.platform().log(id);
			assertThat(log).extracting(JobLogEntry::level).containsExactly(Level.INFO, Level.DEBUG, Level.ERROR);
			assertThat(log).extracting(JobLogEntry::text)
				.startsWith("com.example.Mailer: Sent 3 mails", "told by itself");
			assertThat(log.get(2).text()).startsWith("com.example.Mailer: Failed\njava.lang.IllegalStateException: why")
				.contains("LogCaptureTests");
		}
	}

	@Test
	void levelIsConfigurableAndLinesBelowItAreLeftOut() {
		try (TestApplication application = start("compute.async.capture-logs=true",
				"compute.async.capture-level=error")) {
			JobId id = application.submit(Script.of((job) -> {
				LOG.warn("left out");
				LOG.error("kept");
			}));
			application.await(id, JobStatus.COMPLETE);
			assertThat(application.platform().log(id)).extracting(JobLogEntry::text)
				.containsExactly("com.example.Mailer: kept");
		}
	}

	@Test
	void valueThatLogsWhileItIsFormattedOrThrowsDoesNoHarm() {
		try (TestApplication application = start("compute.async.capture-logs=true")) {
			JobId id = application.submit(Script.of((job) -> {
				LOG.info("Value {}", new Chatty());
				LOG.info("Value {}", new Hostile());
				LOG.info("end");
			}));
			application.await(id, JobStatus.COMPLETE);
			assertThat(application.platform().log(id)).extracting(JobLogEntry::text)
				.contains("com.example.Mailer: Value chatty", "com.example.Mailer: end");
		}
	}

	@Test
	void nothingIsCapturedUnlessItIsSwitchedOnNorAfterTheApplicationHasEnded() {
		JobId id;
		try (TestApplication application = start("compute.async.capture-logs=true")) {
			application.await(application.submit(Script.of((job) -> LOG.info("captured"))), JobStatus.COMPLETE);
		}
		try (TestApplication application = start()) {
			id = application.submit(Script.of((job) -> LOG.info("not captured")));
			application.await(id, JobStatus.COMPLETE);
			assertThat(application.platform().log(id)).isEmpty();
		}
	}

	@Test
	void anotherApplicationInTheProcessNeitherEndsTheCaptureNorDoublesIt() {
		try (TestApplication application = start("compute.async.capture-logs=true");
				TestApplication other = start("compute.async.worker.enabled=false",
						"compute.async.capture-logs=true")) {
			JobId id = other.submit(Script.of((job) -> LOG.info("captured")));
			application.await(id, JobStatus.COMPLETE);
			assertThat(application.platform().log(id)).extracting(JobLogEntry::text)
				.containsExactly("com.example.Mailer: captured");
		}
	}

	private TestApplication start(String... properties) {
		return TestApplication.start(this.environment, Script.Application.class,
				Stream.concat(Stream.of("logging.level.com.example=debug"), Stream.of(properties))
					.toArray(String[]::new));
	}

	private static final class Chatty {

		@Override
		public String toString() {
			LOG.info("logged by a value");
			return "chatty";
		}

	}

	private static final class Hostile {

		@Override
		public String toString() {
			throw new IllegalStateException("on purpose");
		}

	}

}
