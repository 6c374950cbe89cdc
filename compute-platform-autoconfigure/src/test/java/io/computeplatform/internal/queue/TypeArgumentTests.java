package io.computeplatform.internal.queue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobType;
import io.computeplatform.internal.store.PayloadJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job of a generic type runs only in an executor for its type arguments, whichever
 * instances there are, and whether the one that submits knows them.
 */
@Tag("fast")
class TypeArgumentTests {

	private static final PayloadJson PAYLOADS = new PayloadJson();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class))
		.withPropertyValues("compute.async.queues.default.concurrency=1");

	private final ApplicationContextRunner submitter = this.runner
		.withPropertyValues("compute.async.worker.enabled=false");

	static Stream<Arguments> others() {
		return Stream.of(Arguments.of(RefundLists.class, PaymentLists.class, List.of(new Refund("a"))),
				Arguments.of(NoExecutor.class, PaymentLists.class, List.of(new Refund("a"))),
				Arguments.of(NoExecutor.class, PaymentLists.class, new Refunds(new Refund("a"))),
				Arguments.of(NoExecutor.class, PaymentMaps.class, Map.of("a", new Refund("a"))),
				Arguments.of(RefundBatches.class, PaymentBatches.class, new Batch<>(List.of(new Refund("a")))),
				Arguments.of(NoExecutor.class, PaymentMaps.class, Map.of("a", "b")),
				Arguments.of(NoExecutor.class, PaymentMapLists.class, Map.of("a", List.of(new Refund("a")))),
				Arguments.of(NoExecutor.class, PaymentCollections.class,
						new HashMap<>(Map.of("a", new Refund("a"))).values()),
				Arguments.of(NoExecutor.class, PaymentEvents.class, new RefundMade(new Refund("a"))));
	}

	@ParameterizedTest
	@MethodSource("others")
	void jobRunsInNoExecutorForOtherTypeArguments(Class<?> submitting, Class<?> executing, Object payload) {
		assertThat(takers(executing, types(submitting, payload))).isEmpty();
	}

	static Stream<Arguments> fitting() {
		return Stream.of(Arguments.of(PaymentLists.class, PaymentLists.class, List.of(new Payment("a"))),
				Arguments.of(NoExecutor.class, PaymentLists.class, List.of(new Payment("a"))),
				Arguments.of(NoExecutor.class, PaymentLists.class, new ArrayList<>(List.of(new Payment("a")))),
				Arguments.of(NoExecutor.class, PaymentLists.class, List.of()),
				Arguments.of(NoExecutor.class, PaymentArrayLists.class, new ArrayList<>(List.of(new Payment("a")))),
				Arguments.of(PaymentLists.class, PaymentArrayLists.class, new ArrayList<>(List.of(new Payment("a")))),
				Arguments.of(NoExecutor.class, PaymentMaps.class, Map.of("a", new Payment("a"))),
				Arguments.of(NoExecutor.class, ObjectMaps.class, Map.of("a", "b")),
				Arguments.of(NoExecutor.class, ObjectMaps.class, Map.of("a", 1, "b", List.of("c"))),
				Arguments.of(NoExecutor.class, ShapeLists.class, List.of(new Circle("a"))),
				Arguments.of(NoExecutor.class, PaymentMapLists.class, Map.of("a", List.of(new Payment("a")))),
				Arguments.of(NoExecutor.class, PaymentCollections.class,
						new HashMap<>(Map.of("a", new Payment("a"))).values()),
				Arguments.of(NoExecutor.class, MapLists.class, List.of(Map.of("a", "b"))),
				Arguments.of(NoExecutor.class, MapLists.class, List.of(Map.of("a", 1, "b", "c"))),
				Arguments.of(NoExecutor.class, NumberMaps.class, Map.of("a", 1)),
				Arguments.of(NoExecutor.class, NumberMaps.class, new Amounts()),
				Arguments.of(NoExecutor.class, StringMaps.class, properties()),
				Arguments.of(NoExecutor.class, RawLists.class, List.of(new Payment("a"))),
				Arguments.of(NoExecutor.class, Lists.class, List.of("a")),
				Arguments.of(PaymentBatches.class, PaymentBatches.class, new Batch<>(List.of(new Payment("a")))),
				Arguments.of(NoExecutor.class, AnyEvents.class, new RefundMade(new Refund("a"))));
	}

	@ParameterizedTest
	@MethodSource("fitting")
	void jobRunsInAnExecutorForItsTypeArguments(Class<?> submitting, Class<?> executing, Object payload) {
		assertThat(takers(executing, types(submitting, payload))).hasSize(1);
	}

	@Test
	void executorTakesWhatIsStoredUnderItsOwnName() {
		this.runner.withUserConfiguration(Pairs.class).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			assertThat(queues.executors()).hasSize(1)
				.allSatisfy(
						(executor) -> assertThat(queues.served(queues.get("default"))).contains(executor.typeName()));
		});
		assertThat(takers(Pairs.class, types(Pairs.class, new Pair<>(null, null)))).hasSize(1);
	}

	@Test
	void typeArgumentThatBoundsItselfHasAnEnd() {
		assertThat(takers(RangeLists.class, types(RangeLists.class, List.of(new Range<>("a"))))).hasSize(1);
	}

	@Test
	void rowOfAnOlderVersionHasAnExecutor() {
		assertThat(takers(PaymentLists.class, List.of("java.util.List"))).hasSize(1);
		assertThat(takers(PaymentLists.class, List.of("java.util.List", "java.util.ArrayList"))).hasSize(1);
	}

	private List<String> types(Class<?> submitting, Object payload) {
		List<String> types = new ArrayList<>();
		this.submitter.withUserConfiguration(submitting).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			types.addAll(queues.typesOf(queues.get("default"), payload, PAYLOADS::inferredType));
		});
		assertThat(types).isNotEmpty().hasSizeLessThan(100);
		return types;
	}

	private List<ExecutorDefinition> takers(Class<?> executing, List<String> types) {
		List<ExecutorDefinition> takers = new ArrayList<>();
		this.runner.withUserConfiguration(executing).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			JobQueue queue = queues.get("default");
			takers.addAll(queues.executorsFor(queue, types.get(0), types.subList(1, types.size())));
			// What a claim compares.
			assertThat(Collections.disjoint(types, List.of(queues.served(queue)))).isEqualTo(takers.isEmpty());
		});
		return takers;
	}

	private static Properties properties() {
		Properties properties = new Properties();
		properties.setProperty("a", "b");
		return properties;
	}

	private static <T> JobExecutor<T> executor() {
		return (job) -> {
		};
	}

	record Payment(String text) {

	}

	record Refund(String text) {

	}

	@JobType("batch")
	record Batch<T>(List<T> parts) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(Circle.class))
	interface Shape {

	}

	record Circle(String text) implements Shape {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(RefundMade.class))
	interface Event<T> {

	}

	record RefundMade(Refund refund) implements Event<Refund> {

	}

	static class Refunds extends ArrayList<Refund> {

		private static final long serialVersionUID = 1L;

		Refunds() {
		}

		Refunds(Refund refund) {
			add(refund);
		}

	}

	static class Amounts extends HashMap<String, BigDecimal> {

		private static final long serialVersionUID = 1L;

	}

	@JobType(value = "a", formerNames = { "a1", "a2", "a3", "a4", "a5", "a6" })
	record A() {

	}

	@JobType(value = "b", formerNames = { "b1", "b2", "b3", "b4", "b5", "b6" })
	record B() {

	}

	@JobType("pair")
	record Pair<S, T>(S one, T other) {

	}

	interface Span<T> {

	}

	record Range<T extends Comparable<T>>(T from) implements Span<T> {

	}

	@Configuration(proxyBeanMethods = false)
	static class NoExecutor {

	}

	static class PaymentLists extends NoExecutor {

		@Bean
		JobExecutor<List<Payment>> payments() {
			return executor();
		}

	}

	static class PaymentArrayLists extends NoExecutor {

		@Bean
		JobExecutor<ArrayList<Payment>> payments() {
			return executor();
		}

	}

	static class RefundLists extends NoExecutor {

		@Bean
		JobExecutor<List<Refund>> refunds() {
			return executor();
		}

	}

	static class PaymentMaps extends NoExecutor {

		@Bean
		JobExecutor<Map<String, Payment>> payments() {
			return executor();
		}

	}

	static class ObjectMaps extends NoExecutor {

		@Bean
		JobExecutor<Map<String, Object>> maps() {
			return executor();
		}

	}

	static class ShapeLists extends NoExecutor {

		@Bean
		JobExecutor<List<Shape>> shapes() {
			return executor();
		}

	}

	static class Lists extends NoExecutor {

		@Bean
		JobExecutor<List<?>> lists() {
			return executor();
		}

	}

	static class PaymentMapLists extends NoExecutor {

		@Bean
		JobExecutor<Map<String, Collection<Payment>>> payments() {
			return executor();
		}

	}

	static class PaymentCollections extends NoExecutor {

		@Bean
		JobExecutor<Collection<Payment>> payments() {
			return executor();
		}

	}

	static class MapLists extends NoExecutor {

		@Bean
		JobExecutor<List<Map<String, Object>>> maps() {
			return executor();
		}

	}

	static class NumberMaps extends NoExecutor {

		@Bean
		JobExecutor<Map<String, Number>> numbers() {
			return executor();
		}

	}

	static class StringMaps extends NoExecutor {

		@Bean
		JobExecutor<Map<String, String>> strings() {
			return executor();
		}

	}

	static class Pairs extends NoExecutor {

		@Bean
		JobExecutor<Pair<List<Pair<A, B>>, Map<A, B>>> pairs() {
			return executor();
		}

	}

	@SuppressWarnings("rawtypes")
	static class RawLists extends NoExecutor {

		@Bean
		JobExecutor<List> lists() {
			return executor();
		}

	}

	@SuppressWarnings("rawtypes")
	static class RangeLists extends NoExecutor {

		@Bean
		JobExecutor<List<Range>> ranges() {
			return executor();
		}

	}

	static class PaymentBatches extends NoExecutor {

		@Bean
		JobExecutor<Batch<Payment>> payments() {
			return executor();
		}

	}

	static class RefundBatches extends NoExecutor {

		@Bean
		JobExecutor<Batch<Refund>> refunds() {
			return executor();
		}

	}

	static class PaymentEvents extends NoExecutor {

		@Bean
		JobExecutor<Event<Payment>> payments() {
			return executor();
		}

	}

	static class AnyEvents extends NoExecutor {

		@Bean
		JobExecutor<Event<?>> events() {
			return executor();
		}

	}

}
