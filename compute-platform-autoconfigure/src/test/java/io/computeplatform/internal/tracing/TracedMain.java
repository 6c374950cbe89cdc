package io.computeplatform.internal.tracing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WorkerMain;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanReporter;
import org.awaitility.Awaitility;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An application that traces all it does, with a real tracer, and keeps its spans.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(WorkerMain.class)
class TracedMain {

	static final String NO_PARENT = "0000000000000000";

	@Bean
	Spans spans() {
		return new Spans();
	}

	@Bean
	JobExecutor<Inquiry> inquiryExecutor(Spans spans, ObservationRegistry registry, Tracer tracer) {
		return new InquiryExecutor(spans, registry, tracer);
	}

	public static void main(String[] arguments) {
		new SpringApplicationBuilder(TracedMain.class, Printer.class).web(WebApplicationType.NONE).run(arguments);
		System.out.println("READY");
	}

	static TestApplication start(TestEnvironment environment, String... properties) {
		return TestApplication.start(environment, TracedMain.class,
				Stream
					.concat(Arrays.stream(properties),
							settings().entrySet().stream().map((entry) -> entry.getKey() + "=" + entry.getValue()))
					.toArray(String[]::new));
	}

	static Map<String, String> settings() {
		return Map.of(TestApplication.JOBS_ONLY, "false", "management.tracing.sampling.probability", "1.0",
				"management.tracing.baggage.remote-fields", "tenant",
				// Under its names on Boot 3 and 4.
				"management.tracing.opentelemetry.export.schedule-delay", "20ms",
				"management.opentelemetry.tracing.export.schedule-delay", "20ms");
	}

	/** What the row of a job keeps. */
	static String trace(TestApplication application, JobId id) {
		return application.bean(JdbcClient.class)
			.sql("select trace from compute.jobs where id = :id")
			.param("id", id.value())
			.query((row, number) -> row.getString("trace"))
			.list()
			.get(0);
	}

	/**
	 * A job whose executor looks at the trace it is in.
	 */
	record Inquiry() {

	}

	/**
	 * What it saw.
	 *
	 * @param traceId in the MDC
	 * @param tenant baggage
	 */
	record Answer(String traceId, String tenant) {

	}

	private record InquiryExecutor(Spans spans, ObservationRegistry registry,
			Tracer tracer) implements JobExecutor<Inquiry> {

		@Override
		public void execute(JobContext<Inquiry> job) {
			this.spans.answers.put(job.id(),
					new Answer(MDC.get("traceId"), Objects.requireNonNull(this.tracer.getBaggage("tenant")).get()));
			Observation.createNotStarted("inner", this.registry)
				.highCardinalityKeyValue("job.id", job.id().toString())
				.observe(() -> {
				});
		}

	}

	/**
	 * A span that has ended.
	 */
	record Ended(String name, String kind, String traceId, String id, String parentId, Map<String, String> tags,
			Throwable error) {

		static Ended of(FinishedSpan span) {
			return new Ended(span.getName(), String.valueOf(span.getKind()), span.getTraceId(), span.getSpanId(),
					span.getParentId(), span.getTags(), span.getError());
		}

	}

	private static final class Printer implements SpanReporter {

		@Override
		public void report(FinishedSpan span) {
			System.out.println("SPAN " + Ended.of(span));
		}

		@Override
		public void close() {
		}

	}

	/**
	 * All spans of this process.
	 */
	static final class Spans implements SpanReporter {

		private final List<Ended> all = new CopyOnWriteArrayList<>();

		private final Map<JobId, Answer> answers = new ConcurrentHashMap<>();

		@Override
		public void report(FinishedSpan span) {
			this.all.add(Ended.of(span));
		}

		@Override
		public void close() {
		}

		Answer answer(JobId id) {
			return this.answers.get(id);
		}

		List<Ended> select(Predicate<Ended> condition) {
			return this.all.stream().filter(condition).toList();
		}

		Ended awaitSubmit(JobId id) {
			return await("submit work", id, 1).get(0);
		}

		List<Ended> awaitAttempts(JobId id, int count) {
			// The next one may have ended before.
			return await("attempt work", id, count).stream()
				.sorted(Comparator.comparing((attempt) -> attempt.tags().get("job.try")))
				.toList();
		}

		List<Ended> await(String name, JobId id, int count) {
			return Awaitility.await(name)
				.atMost(Duration.ofSeconds(30))
				.until(() -> select(
						(span) -> span.name().equals(name) && id.toString().equals(span.tags().get("job.id"))),
						(found) -> found.size() == count);
		}

	}

}
