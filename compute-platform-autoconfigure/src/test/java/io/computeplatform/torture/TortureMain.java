package io.computeplatform.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.torture.EventLog.Event;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The application that is tortured: a worker, or a submitter, in a JVM of its own.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class TortureMain {

	static final String SWIFT = "swift";

	/** Has a timeout, and is a quorum queue. */
	static final String STRICT = "strict";

	static final Duration TIMEOUT = Duration.ofSeconds(2);

	static final Duration LEASE = Duration.ofSeconds(3);

	static final int MAX_TRIES = 4;

	/**
	 * Consumers of both queues in one worker: the jobs that run at once, and those that
	 * are claimed ahead.
	 */
	static final int CONSUMERS = 10;

	static final int POOL = 10;

	/** File among the notes whose existence ends all submissions. */
	static final String ENOUGH = "enough";

	private static final String NOTES = "torture.notes";

	private static final String SPARED = "torture.spared";

	private static final String RESTARTS = "torture.restarts";

	private static final String TENANTS = "torture.tenants";

	private static final String SUBMITS = "torture.submits";

	private static final String SEED = "torture.seed";

	/** What every instance is told. */
	static Map<String, String> settings(Path notes) {
		return Map.ofEntries(Map.entry(NOTES, notes.toString()), Map.entry("spring.main.banner-mode", "off"),
				Map.entry("spring.datasource.hikari.maximum-pool-size", String.valueOf(POOL)),
				Map.entry("spring.datasource.hikari.connection-timeout", "3000"),
				Map.entry("compute.async.max-retries", String.valueOf(MAX_TRIES - 1)),
				Map.entry("compute.async.backoff.initial-interval", "0s"),
				Map.entry("compute.async.queues.swift.concurrency", "4"),
				Map.entry("compute.async.queues.swift.prefetch", "10"),
				Map.entry("compute.async.queues.strict.concurrency", "2"),
				Map.entry("compute.async.queues.strict.type", "quorum"),
				Map.entry("compute.async.queues.strict.timeout", TIMEOUT.toMillis() + "ms"),
				Map.entry("compute.async.worker.lease-duration", LEASE.toMillis() + "ms"),
				Map.entry("compute.async.worker.lease-renewal", "1s"),
				Map.entry("compute.async.worker.claim-ahead", "1s"),
				Map.entry("compute.async.worker.shutdown-grace", "1s"),
				Map.entry("compute.async.worker.interrupt-grace", "1s"),
				Map.entry("compute.async.relay.poll-interval", "200ms"), Map.entry("compute.async.relay.grace", "2s"));
	}

	/** What a worker is told besides. */
	static Map<String, String> worker(boolean spared, boolean restarts) {
		return Map.of(SPARED, String.valueOf(spared), RESTARTS, String.valueOf(restarts));
	}

	/** What a submitter is told besides. */
	static Map<String, String> submitter(int perSecond, long seed, boolean tenants) {
		return Map.of("compute.async.worker.enabled", "false", SUBMITS, String.valueOf(perSecond), SEED,
				String.valueOf(seed), TENANTS, String.valueOf(tenants));
	}

	@Bean
	EventLog notes(Environment environment) {
		return new EventLog(Path.of(environment.getRequiredProperty(NOTES)));
	}

	@Bean
	@ConditionalOnProperty(TENANTS)
	DataSource tenants(Environment environment) {
		return new Tenants(environment);
	}

	@Bean
	ChaosJobExecutor ordealExecutor(EventLog notes, DataSource connections, Environment environment) {
		return new ChaosJobExecutor(notes, connections, environment.getProperty(SPARED, Boolean.class, false));
	}

	public static void main(String[] arguments) throws InterruptedException {
		SpringApplicationBuilder application = new SpringApplicationBuilder(TortureMain.class)
			.web(WebApplicationType.NONE);
		if (isRevised(arguments)) {
			application.sources(RevisedChaosJobExecutor.class);
		}
		ConfigurableApplicationContext context = application.run(arguments);
		System.out.println("READY");
		Environment environment = context.getEnvironment();
		int perSecond = environment.getProperty(SUBMITS, Integer.class, 0);
		if (perSecond > 0) {
			submit(context, perSecond);
		}
		else if (environment.getProperty(RESTARTS, Boolean.class, false)) {
			restartOverAndOver(context);
		}
	}

	/**
	 * A deployment that is always under way: the survivor has the new version, of the
	 * others each process may have either.
	 */
	private static boolean isRevised(String[] arguments) {
		return List.of(arguments).contains("--" + SPARED + "=true") || ProcessHandle.current().pid() % 2 == 0;
	}

	private static void submit(ConfigurableApplicationContext context, int perSecond) throws InterruptedException {
		Environment environment = context.getEnvironment();
		Path enough = Path.of(environment.getRequiredProperty(NOTES), ENOUGH);
		long seed = environment.getRequiredProperty(SEED, Long.class);
		List<String> tenants = environment.getProperty(TENANTS, Boolean.class, false) ? Tenants.NAMES : List.of("");
		for (String tenant : tenants) {
			Submissions submissions = new Submissions(context.getBean(AsyncPlatform.class),
					context.getBean(JdbcClient.class),
					new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
					context.getBean(EventLog.class), tenant, seed + tenant.hashCode());
			new Thread(() -> submissions.run(perSecond / tenants.size(), enough), "submissions-" + tenant).start();
		}
		// Alive, to show that it has leaked nothing.
		new CountDownLatch(1).await();
	}

	/** As a test context that is paused and resumed, or an operator who does so. */
	private static void restartOverAndOver(ConfigurableApplicationContext context) throws InterruptedException {
		Random random = new Random();
		while (context.isActive()) {
			TimeUnit.MILLISECONDS.sleep(random.nextLong(3000, 9000));
			context.getBean(EventLog.class).write(Event.RESTARTED, ProcessHandle.current().pid(), 0);
			context.stop();
			context.start();
		}
	}

}
