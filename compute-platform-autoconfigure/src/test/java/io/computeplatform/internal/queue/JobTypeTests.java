package io.computeplatform.internal.queue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobType;
import io.computeplatform.testing.FailedStart;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Under which names the types of payloads are stored, and who takes them.
 */
@Tag("fast")
class JobTypeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JobQueueAutoConfiguration.class));

	private final ApplicationContextRunner submitter = this.runner
		.withPropertyValues("compute.async.worker.enabled=false", "compute.async.queues.default.concurrency=1");

	@Test
	void submitterWithoutExecutorsStoresTheOwnNameAndAllThatATypeExtends() {
		this.submitter.run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			assertThat(types(queues, new Invoice("1"))).startsWith("invoice", Invoice.class.getName());
			assertThat(types(queues, new Circle())).startsWith("circle", Circle.class.getName(), Shape.class.getName())
				.contains(Named.class.getName());
			assertThat(types(queues, 1)).startsWith("java.lang.Integer", "java.lang.Number");
			assertThat(types(queues, new Circle[0])).contains(Circle[].class.getName(), Shape[].class.getName());
		});
	}

	@Test
	void nameIsThatOfAClassThatLasts() {
		this.submitter.run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			assertThat(types(queues, new Shape() {
			})).startsWith(Shape.class.getName());
			assertThat(types(queues, Level.HIGH)).startsWith(Level.class.getName());
			assertThat(types(queues, Enhancer.create(Shape.class, NoOp.INSTANCE))).startsWith(Shape.class.getName());
			assertThat(types(queues, Proxy.newProxyInstance(Named.class.getClassLoader(),
					new Class<?>[] { Named.class }, (proxy, method, arguments) -> null)))
				.startsWith(Named.class.getName());
			assertThat(types(queues, Map.of("a", 1))).startsWith("java.util.Map");
			assertThat(types(queues, List.of(1))).startsWith("java.util.List");
			assertThat(types(queues, Arrays.asList(1, 2))).startsWith("java.util.List");
			assertThat(types(queues, Collections.unmodifiableList(new ArrayList<>(List.of(1)))))
				.startsWith("java.util.List");
			assertThat(types(queues, new ArrayList<>(List.of(1)))).startsWith("java.util.ArrayList")
				.contains("java.util.List");
		});
	}

	@Test
	void mostSpecificExecutorTakesAJob() {
		this.runner.withUserConfiguration(ShapesAndCircles.class).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			assertThat(types(queues, new Circle())).startsWith("circle");
			assertThat(types(queues, new Square())).startsWith(Shape.class.getName(), Square.class.getName());
			assertThat(takers(queues, "circle", List.of(Circle.class.getName(), Shape.class.getName())))
				.containsExactly("circles");
			assertThat(takers(queues, "of.another.Service", List.of(Shape.class.getName()))).containsExactly("shapes");
			assertThat(takers(queues, Square.class.getName(), List.of())).containsExactly("shapes");
			assertThat(takers(queues, "of.another.Service", List.of())).isEmpty();
		});
	}

	@Test
	void payloadThatTwoExecutorsTakeAlikeIsRefused() {
		this.runner.withUserConfiguration(ShapesAndNamed.class).run((context) -> {
			JobQueues queues = context.getBean(JobQueues.class);
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> types(queues, new Circle()))
				.withMessageContaining("'shapes'")
				.withMessageContaining("'named'");
			assertThat(takers(queues, "circle", List.of(Shape.class.getName(), Named.class.getName()))).hasSize(2);
		});
	}

	@Test
	void nameOfAnotherTypeIsRefused() {
		this.runner.withUserConfiguration(Invoices.class)
			.run((context) -> assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> types(context.getBean(JobQueues.class), new Bill()))
				.withMessageContaining(Bill.class.getName())
				.withMessageContaining(Invoice.class.getName()));
	}

	@ParameterizedTest
	@CsvSource({ "Invoices,Bills,invoice", "Invoices,FormerInvoices,invoice", "Forms,FormerInvoices,old-invoice" })
	void nameOfTwoTypesIsRefusedAtStartUp(String one, String other, String name) throws ClassNotFoundException {
		this.runner.withUserConfiguration(type(one), type(other))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Two types of payloads are known as '" + name + "'"));
	}

	@Test
	void startUpFailureSaysWhatToWrite() {
		assertThat(FailedStart.report(InvoicesAndBills.class)).contains("Two types of payloads are known as 'invoice'",
				"'invoices' for " + Invoice.class.getName(), "'bills' for " + Bill.class.getName(), "@JobType");
		assertThat(FailedStart.report(Odd.class)).contains("'odd'", OddName.class.getName(), "'a b?'",
				"1 to 200 letters");
	}

	@Test
	void payloadWithAnInvalidNameIsRefused() {
		this.submitter.run((context) -> assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> types(context.getBean(JobQueues.class), new OddName("x")))
			.withMessageContaining("'a b?'"));
	}

	private static List<String> types(JobQueues queues, Object payload) {
		return queues.typesOf(queues.get("default"), payload, (any) -> Optional.empty());
	}

	private static List<String> takers(JobQueues queues, String type, List<String> others) {
		return queues.executorsFor(queues.get("default"), type, others)
			.stream()
			.map(ExecutorDefinition::beanName)
			.toList();
	}

	private static Class<?> type(String name) throws ClassNotFoundException {
		return Class.forName(JobTypeTests.class.getName() + "$" + name);
	}

	private static <T> JobExecutor<T> executor() {
		return (job) -> {
		};
	}

	interface Named {

	}

	static class Shape {

	}

	@JobType("circle")
	static class Circle extends Shape implements Named {

	}

	static class Square extends Shape {

	}

	enum Level {

		LOW, HIGH {
			@Override
			public String toString() {
				return "high";
			}
		}

	}

	@JobType("invoice")
	record Invoice(String number) {

	}

	@JobType("invoice")
	record Bill() {

	}

	@JobType(value = "reminder", formerNames = { "invoice", "old-invoice" })
	record Reminder() {

	}

	@JobType(value = "form", formerNames = "old-invoice")
	record Form() {

	}

	@JobType("a b\n")
	record OddName(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	static class ShapesAndCircles {

		@Bean
		JobExecutor<Shape> shapes() {
			return executor();
		}

		@Bean
		JobExecutor<Circle> circles() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShapesAndNamed {

		@Bean
		JobExecutor<Shape> shapes() {
			return executor();
		}

		@Bean
		JobExecutor<Named> named() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Invoices {

		@Bean
		JobExecutor<Invoice> invoices() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Bills {

		@Bean
		JobExecutor<Bill> bills() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormerInvoices {

		@Bean
		JobExecutor<Reminder> reminders() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Forms {

		@Bean
		JobExecutor<Form> forms() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class InvoicesAndBills {

		@Bean
		JobExecutor<Invoice> invoices() {
			return executor();
		}

		@Bean
		JobExecutor<Bill> bills() {
			return executor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Odd {

		@Bean
		JobExecutor<OddName> odd() {
			return executor();
		}

	}

}
