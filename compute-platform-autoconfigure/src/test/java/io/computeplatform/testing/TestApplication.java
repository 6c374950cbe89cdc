package io.computeplatform.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application in the JVM of the test, with one queue "work", on the servers
 * of a {@link TestEnvironment}.
 */
public final class TestApplication implements AutoCloseable {

	public static final String QUEUE = "work";

	/**
	 * Name of the property that leaves out the auto-configurations that jobs do not need.
	 */
	public static final String JOBS_ONLY = "test.jobs-only";

	/**
	 * Has an application started with all auto-configurations of the class path.
	 */
	public static final String EVERYTHING = JOBS_ONLY + "=false";

	private final ConfigurableApplicationContext context;

	private TestApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts an application that executes {@link Work}. */
	public static TestApplication start(TestEnvironment environment, String... properties) {
		return start(environment, WorkerMain.class, properties);
	}

	/**
	 * Starts an application.
	 * @param source its configuration class, with auto-configuration enabled
	 * @param properties each as name=value, before those of {@link #settings}
	 */
	public static TestApplication start(TestEnvironment environment, Class<?> source, String... properties) {
		Map<String, String> all = settings(environment);
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		return new TestApplication(new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.run(all.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new)));
	}

	/**
	 * Properties of an application in an environment, with short times, to be given to
	 * {@link JavaProcess} too.
	 */
	public static Map<String, String> settings(TestEnvironment environment) {
		environment.queue(QUEUE);
		Map<String, String> settings = new HashMap<>(environment.properties());
		settings.put("journal.url", environment.jdbcUrl());
		// Many applications share a server, and few are busy.
		settings.put("spring.datasource.hikari.minimum-idle", "2");
		settings.put("spring.main.banner-mode", "off");
		settings.put(JOBS_ONLY, "true");
		settings.put("compute.async.queues." + QUEUE + ".concurrency", "2");
		settings.put("compute.async.backoff.initial-interval", "0s");
		settings.put("compute.async.worker.lease-duration", "2s");
		settings.put("compute.async.worker.lease-renewal", "500ms");
		settings.put("compute.async.worker.shutdown-grace", "1s");
		settings.put("compute.async.worker.interrupt-grace", "1s");
		settings.put("compute.async.relay.poll-interval", "100ms");
		settings.put("compute.async.relay.grace", "1s");
		// Tests put letters aside and count them.
		settings.put("compute.async.dead-letters.remove-stale", "false");
		return settings;
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public AsyncPlatform platform() {
		return bean(AsyncPlatform.class);
	}

	public FailedJobRepository failedJobs() {
		return bean(FailedJobRepository.class);
	}

	public BulkOperations bulkOperations() {
		return bean(BulkOperations.class);
	}

	public AuditLog auditLog() {
		return bean(AuditLog.class);
	}

	public FailedJobService failedJobService() {
		return bean(FailedJobService.class);
	}

	public JobId submit(Object payload) {
		return platform().submit(QUEUE, payload);
	}

	public Job find(JobId id) {
		return platform().find(id).orElseThrow();
	}

	public Job await(JobId id, JobStatus status) {
		return Awaitility.await("Job %s to be %s".formatted(id, status))
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> find(id), (job) -> job.status() == status);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
