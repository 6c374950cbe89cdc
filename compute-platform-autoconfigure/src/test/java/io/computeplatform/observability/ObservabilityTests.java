package io.computeplatform.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/observability.md and the dashboard say is what an application has.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class ObservabilityTests {

	private static final Pattern ROW = Pattern
		.compile("\\| `(compute\\.[a-z.]+)` \\| (counter|timer|gauge) \\| (.*?) \\| .+ \\|");

	private static final Pattern OBSERVATION = Pattern
		.compile("\\| `(compute\\.[a-z.]+)` \\| ((producer|consumer) \\| .+? \\| .+?) \\| .+ \\|");

	private static final Pattern METRIC = Pattern.compile("compute_[a-z_]+");

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, Example.class, TestApplication.EVERYTHING,
				"compute.async.circuit-breaker.enabled=true", "compute.async.max-retries=0");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void documentListsEveryMeterWithItsTypeAndTags() {
		Map<String, String> documented = new TreeMap<>();
		read("observability.md").lines()
			.map(ROW::matcher)
			.filter((row) -> row.matches())
			.forEach((row) -> documented.put(row.group(1), row.group(2) + " " + row.group(3).replace("`", "")));
		assertThat(documented).isEqualTo(meters());
	}

	private Map<String, String> meters() {
		Map<String, String> meters = new TreeMap<>();
		for (Meter meter : this.application.bean(MeterRegistry.class).getMeters()) {
			Meter.Id id = meter.getId();
			if (id.getName().startsWith("compute.") && observations().noneMatch(id.getName()::startsWith)) {
				assertThat(id.getDescription()).as(id.getName()).isNotBlank();
				meters.put(id.getName(), id.getType().name().toLowerCase(Locale.ROOT) + " "
						+ keys(id.getTags().stream().map(Tag::getKey)));
			}
		}
		return meters;
	}

	private static Stream<String> observations() {
		return OBSERVATION.matcher(read("observability.md")).results().map((row) -> row.group(1));
	}

	@Test
	void documentListsEveryObservationWithItsKindAndKeyValues() {
		Map<String, String> documented = new TreeMap<>();
		OBSERVATION.matcher(read("observability.md"))
			.results()
			.forEach((row) -> documented.put(row.group(1), row.group(2).replace("`", "")));
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.application.bean(Observations.class).described).isEqualTo(documented));
	}

	@Test
	void everyObservationIsATimerThatIsTaggedWithWhatIsOfLowCardinality() {
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		MeterRegistry registry = this.application.bean(MeterRegistry.class);
		Map<String, String> described = this.application.bean(Observations.class).described;
		assertThat(observations()).isNotEmpty().allSatisfy((name) -> {
			Awaitility.await().until(() -> described.containsKey(name) && registry.find(name).timer() != null);
			String tags = keys(registry.get(name).timer().getId().getTags().stream().map(Tag::getKey));
			assertThat(tags).contains("error, ");
			assertThat(described.get(name)).contains("| " + tags.replace("error, ", "") + " |");
		});
	}

	private static String keys(Stream<String> keys) {
		return keys.sorted(Comparator.comparing((String key) -> !key.equals("queue")).thenComparing((key) -> key))
			.collect(Collectors.joining(", "));
	}

	@Test
	void dashboardAndRulesUseMetricsThatAreScraped() throws IOException {
		JsonNode dashboard = new ObjectMapper().readTree(read("grafana-dashboard.json"));
		List<String> expressions = dashboard.findValuesAsText("expr");
		assertThat(expressions).hasSizeGreaterThanOrEqualTo(dashboard.path("panels").size());
		expressions.add(dashboard.path("templating").toString());
		expressions.add(read("observability.md"));
		TreeSet<String> used = metrics(String.join("\n", expressions));
		assertThat(used).hasSizeGreaterThan(10);
		assertThat(scraped()).containsAll(used);
	}

	@Test
	void dashboardShowsEveryMeter() {
		String dashboard = read("grafana-dashboard.json");
		assertThat(meters().keySet()).allMatch((meter) -> dashboard.contains(meter.replace('.', '_')));
	}

	@Test
	void exampleOfAnAlertIsTheOneThatIsCompiledHereAndRuns() throws IOException {
		String example = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(read("observability.md"))
			.results()
			.map((block) -> block.group(1))
			.collect(Collectors.joining());
		assertThat(squeeze(Files.readString(docs().resolveSibling(
				"compute-platform-autoconfigure/src/test/java/io/computeplatform/observability/FailureAlert.java"))))
			.endsWith(squeeze(example));
		JobId id = this.application.submit(Work.fail());
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.application.bean(Pager.class).pages())
				.containsExactly("Job " + id + " in queue 'work' failed for good at try 1: Try 1 failed on purpose"));
	}

	private TreeSet<String> scraped() {
		return this.application.bean(PrometheusMeterRegistry.class)
			.scrape()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.flatMap((line) -> metrics(line.replaceFirst("[{ ].*", "")).stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static TreeSet<String> metrics(String text) {
		return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
	}

	private static String read(String document) {
		try {
			return Files.readString(docs().resolve(document));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path docs() {
		return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
			.map((directory) -> directory.resolve("docs"))
			.filter((directory) -> Files.exists(directory.resolve("observability.md")))
			.findFirst()
			.orElseThrow();
	}

	private static String squeeze(String code) {
		return Arrays.stream(code.split("\\s+")).collect(Collectors.joining(" ")).strip();
	}

	@Import({ WorkerMain.class, FailureAlert.class })
	static class Example {

		@Bean
		Pager pager() {
			return new Pager();
		}

		@Bean
		Observations observations() {
			return new Observations();
		}

	}

	private static final class Observations implements ObservationHandler<Observation.Context> {

		private final Map<String, String> described = new ConcurrentSkipListMap<>();

		@Override
		public void onStop(Observation.Context context) {
			Kind kind = (context instanceof SenderContext<?> sender) ? sender.getKind()
					: ((ReceiverContext<?>) context).getKind();
			this.described.put(context.getName(),
					kind.name().toLowerCase(Locale.ROOT) + " | "
							+ keys(context.getLowCardinalityKeyValues().stream().map(KeyValue::getKey)) + " | "
							+ keys(context.getHighCardinalityKeyValues().stream().map(KeyValue::getKey)));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context.getName().startsWith("compute.");
		}

	}

}
