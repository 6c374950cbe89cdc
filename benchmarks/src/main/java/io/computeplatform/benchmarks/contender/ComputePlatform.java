package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.benchmarks.server.Sandbox;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Compute Platform in a Spring Boot application.
 */
public final class ComputePlatform implements Contender {

	static final Map<String, String> SETTINGS = new TreeMap<>(Map.of("compute.async.backoff.initial-interval", "0s",
			"compute.async.queues.jobs.prefetch", String.valueOf(Contenders.PREFETCH),
			"spring.datasource.hikari.maximum-pool-size", String.valueOf(Sandbox.CONNECTIONS)));

	/** Copies all columns, without naming them. */
	private static final String COPY = """
			insert into compute.jobs
			select copy.* from generate_series(%d, %d) as n
			join compute.jobs as template on id = (select id from compute.jobs where status = 'complete' limit 1)
			cross join jsonb_populate_record(template, jsonb_build_object(
			  'id', gen_random_uuid(), 'finished_at', template.finished_at - n * interval '1 millisecond')) as copy""";

	private final Sandbox sandbox;

	private final Database database;

	private final Connection broker;

	private final Channel channel;

	private ConfigurableApplicationContext application;

	private AsyncPlatform platform;

	ComputePlatform(Sandbox sandbox) throws Exception {
		this.sandbox = sandbox;
		this.application = application(sandbox, Map.of("compute.async.worker.enabled", "false"), (work) -> {
		});
		this.platform = this.application.getBean(AsyncPlatform.class);
		this.database = new Database(sandbox);
		this.broker = sandbox.broker().newConnection();
		this.channel = this.broker.createChannel();
	}

	private static ConfigurableApplicationContext application(Sandbox sandbox, Map<String, String> settings,
			Task task) {
		Map<String, Object> all = new TreeMap<>(SETTINGS);
		all.putAll(settings);
		all.put("compute.async.queue-prefix", sandbox.queuePrefix());
		all.put("spring.datasource.url", sandbox.jdbcUrl());
		all.put("spring.datasource.username", sandbox.servers().postgres().username());
		all.put("spring.datasource.password", sandbox.servers().postgres().password());
		all.put("spring.rabbitmq.host", sandbox.servers().rabbit().host());
		all.put("spring.rabbitmq.port", sandbox.servers().rabbit().port());
		all.put("spring.rabbitmq.username", sandbox.servers().rabbit().username());
		all.put("spring.rabbitmq.password", sandbox.servers().rabbit().password());
		all.put("spring.main.banner-mode", "off");
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(all)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(WorkExecutor.class,
					() -> new WorkExecutor(task)))
			.run();
	}

	<T> T bean(Class<T> type) {
		return this.application.getBean(type);
	}

	@Override
	public void submit(Work work) {
		this.platform.submit(Sandbox.QUEUE, work);
	}

	@Override
	public void submitAll(List<Work> works) {
		this.platform.submitAll(Sandbox.QUEUE, works);
	}

	@Override
	public long waiting() throws Exception {
		return this.database.number("select count(*) from compute.jobs where finished_at is null");
	}

	@Override
	public OptionalLong messages() throws Exception {
		return OptionalLong.of(this.channel.messageCount(this.sandbox.queue()));
	}

	@Override
	public void start(int workers, Task task) {
		this.application.close();
		this.application = application(this.sandbox,
				Map.of("compute.async.queues.jobs.concurrency", String.valueOf(workers)), task);
		this.platform = this.application.getBean(AsyncPlatform.class);
	}

	@Override
	public OptionalLong buffersPerLook() {
		return OptionalLong.of(RelayLook.in(this.application).buffers());
	}

	@Override
	public void copyFinished(int wanted) throws Exception {
		Await.until("a finished job", () -> isRecorded(1));
		long known = this.database.number("select count(*) from compute.jobs where status = 'complete'");
		if (known < wanted) {
			this.database.execute(COPY.formatted(known, wanted - 1));
			this.database.execute("vacuum analyze");
		}
	}

	@Override
	public boolean isRecorded(int jobs) throws Exception {
		return this.database.number("select count(*) from compute.jobs where status = 'complete'") >= jobs;
	}

	@Override
	public void close() throws IOException, SQLException {
		this.application.close();
		this.database.close();
		this.broker.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

	record WorkExecutor(Task task) implements JobExecutor<Work> {

		@Override
		public void execute(JobContext<Work> job) {
			this.task.run(job.payload());
		}

	}

}
