package io.computeplatform.internal.worker;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.computeplatform.ForQueue;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.Sensitive;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executors that have their payload type from somewhere else than their own declaration.
 */
@WithTestEnvironment
class GenericExecutorTests {

	private static final Map<JobId, Object> RAN = new ConcurrentHashMap<>();

	private static final Dog REX = new Dog("Rex", "1234");

	private final TestEnvironment environment;

	GenericExecutorTests(TestEnvironment environment) {
		this.environment = environment;
	}

	static Stream<Arguments> executors() {
		return Stream.of(Arguments.of(OfBaseClass.class, REX), Arguments.of(OfInterface.class, REX),
				Arguments.of(OfBeanMethod.class, REX), Arguments.of(Imported.class, REX),
				Arguments.of(OfLists.class, List.of(REX)), Arguments.of(OfArrays.class, new Dog[] { REX }),
				Arguments.of(OfMaps.class, Map.of("a", List.of(REX))));
	}

	@ParameterizedTest
	@MethodSource("executors")
	void jobRunsWithWhatWasSubmitted(Class<?> configuration, Object payload) {
		try (TestApplication application = TestApplication.start(this.environment, configuration)) {
			JobId id = application.submit(payload);
			application.await(id, JobStatus.COMPLETE);
			assertThat(RAN.get(id)).isEqualTo(payload);
		}
	}

	@ParameterizedTest
	@MethodSource("executors")
	void jobOfAProcessWithoutExecutorRunsToo(Class<?> configuration, Object payload) {
		try (TestApplication submitter = TestApplication.start(this.environment, WithoutExecutor.class,
				"compute.async.worker.enabled=false");
				TestApplication application = TestApplication.start(this.environment, configuration)) {
			JobId id = submitter.submit(payload);
			application.await(id, JobStatus.COMPLETE);
			assertThat(RAN.get(id)).isEqualTo(payload);
		}
	}

	@Test
	void polymorphicAndExactValuesArriveAsTheyWereSubmitted() {
		Map<String, Object> payloads = Map.of(TestApplication.QUEUE, List.of(new Circle(1.5), new Square(2)), "maps",
				Map.of("a", new Square(1), "b", new Circle(0.1)), "batches",
				new Batch<Shape>("few", List.of(new Circle(1), new Square(2))), "numbers",
				Map.of("exact", new BigDecimal("12345678901234567.89"), "zeroes", new BigDecimal("1.10")), "times",
				ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 1, ZoneId.of("Europe/Paris")));
		payloads.keySet().forEach(this.environment::queue);
		try (TestApplication application = TestApplication.start(this.environment, OfShapes.class)) {
			payloads.forEach((queue, payload) -> {
				JobId id = application.platform().submit(queue, payload);
				application.await(id, JobStatus.COMPLETE);
				assertThat(RAN.get(id)).isEqualTo(payload);
			});
		}
	}

	@Test
	void whatIsSensitiveInItIsHidden() {
		try (TestApplication application = TestApplication.start(this.environment, OfBaseClass.class)) {
			PayloadMask mask = application.bean(PayloadMask.class);
			assertThat(mask.mask(TestApplication.QUEUE, "dog", "{\"name\":\"Rex\",\"chip\":\"1234\"}"))
				.isEqualTo("{\"name\":\"Rex\",\"chip\":\"***\"}");
		}
	}

	@JobType("dog")
	record Dog(String name, @Sensitive String chip) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	interface Shape {

	}

	record Circle(double radius) implements Shape {

	}

	record Square(double side) implements Shape {

	}

	record Batch<T>(String name, List<T> items) {

	}

	abstract static class Base<P> implements JobExecutor<P> {

		@Override
		public void execute(JobContext<P> job) {
			RAN.put(job.id(), job.payload());
		}

	}

	abstract static class ListBase<E> extends Base<List<E>> {

	}

	abstract static class ArrayBase<E> extends Base<E[]> {

	}

	interface Wider<A, B> extends JobExecutor<B> {

		@Override
		default void execute(JobContext<B> job) {
			RAN.put(job.id(), job.payload());
		}

	}

	static class Parameter<T> extends Base<T> {

	}

	static final class OfDogs extends Base<Dog> {

	}

	static final class OfListsOfDogs extends ListBase<Dog> {

	}

	static final class OfArraysOfDogs extends ArrayBase<Dog> {

	}

	static final class OfWider implements Wider<String, Dog> {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithoutExecutor {

	}

	static class OfBaseClass extends WithoutExecutor {

		@Bean
		OfDogs executor() {
			return new OfDogs();
		}

	}

	static class OfInterface extends WithoutExecutor {

		@Bean
		OfWider executor() {
			return new OfWider();
		}

	}

	static class OfBeanMethod extends WithoutExecutor {

		@Bean
		Parameter<Dog> executor() {
			return new Parameter<>();
		}

	}

	@Import(OfDogs.class)
	static class Imported extends WithoutExecutor {

	}

	static class OfLists extends WithoutExecutor {

		@Bean
		OfListsOfDogs executor() {
			return new OfListsOfDogs();
		}

	}

	static class OfArrays extends WithoutExecutor {

		@Bean
		OfArraysOfDogs executor() {
			return new OfArraysOfDogs();
		}

	}

	static class OfMaps extends WithoutExecutor {

		@Bean
		Parameter<Map<String, List<Dog>>> executor() {
			return new Parameter<>();
		}

	}

	static class OfShapes extends WithoutExecutor {

		@Bean
		@ForQueue(TestApplication.QUEUE)
		Parameter<List<Shape>> lists() {
			return new Parameter<>();
		}

		@Bean
		@ForQueue("maps")
		Parameter<Map<String, Shape>> maps() {
			return new Parameter<>();
		}

		@Bean
		@ForQueue("batches")
		Parameter<Batch<Shape>> batches() {
			return new Parameter<>();
		}

		@Bean
		@ForQueue("numbers")
		Parameter<Map<String, BigDecimal>> numbers() {
			return new Parameter<>();
		}

		@Bean
		@ForQueue("times")
		Parameter<ZonedDateTime> times() {
			return new Parameter<>();
		}

	}

}
