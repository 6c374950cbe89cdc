package io.computeplatform.internal.attempt;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobTimeoutException;
import io.computeplatform.WorkerLostException;
import io.computeplatform.internal.store.FailureGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.ClassUtils;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class FingerprintTests {

	@Test
	void framesOfTheEngineAreNoneOfTheApplicationAndThoseThatItCallsAre() {
		IllegalStateException unreadable = new IllegalStateException("unreadable");
		unreadable.setStackTrace(new StackTraceElement[] { frame(JobExecution.class.getName(), "payload"),
				frame("io.computeplatform.internal.worker.JobMessageListener", "onMessage") });
		assertThat(Fingerprint.of(FailureReason.NOT_RETRYABLE, unreadable).title()).isEqualTo("IllegalStateException");
		IllegalStateException refused = new IllegalStateException("refused");
		refused.setStackTrace(new StackTraceElement[] { frame("io.computeplatform.internal.text.PlainText", "check"),
				frame("shop.Orders", "submit"), frame(JobExecution.class.getName(), "execute") });
		assertThat(Fingerprint.of(FailureReason.EXECUTOR_FAILED, refused).title())
			.isEqualTo("IllegalStateException at PlainText.check");
		assertThat(ClassUtils.isPresent("io.computeplatform.internal.worker.JobMessageListener", null)).isTrue();
	}

	private static StackTraceElement frame(String className, String method) {
		return new StackTraceElement(className, method, null, 1);
	}

	@Test
	void failuresThrownInOneMethodAreOneGroupWhateverTheirLineAndMessage() {
		FailureGroup first = group(Client.failure(1));
		FailureGroup second = group(Client.failure(2));

		assertThat(first).isEqualTo(second);
		assertThat(first.title()).isEqualTo("ConnectException at FingerprintTests$Client.fetch");
	}

	@Test
	void failuresOfOtherMethodsAndOtherClassesAreOtherGroups() {
		assertThat(List.of(group(Client.failure(1)), group(Client.failureElsewhere()),
				group(new IllegalStateException(Client.failureElsewhere()) {
					private static final long serialVersionUID = 1L;

				}), group(new IllegalStateException()), group(new IllegalArgumentException())))
			.extracting(FailureGroup::fingerprint)
			.containsOnlyOnceElementsOf(List.of(group(Client.failure(2)).fingerprint()))
			.satisfies((fingerprints) -> assertThat(fingerprints.stream().distinct()).hasSize(4));
	}

	@Test
	void whatWrapsTheRootCauseMakesNoDifference() {
		Exception root = Client.failureElsewhere();

		assertThat(group(new IllegalStateException("wrapped", root))).isEqualTo(group(root));
	}

	@Test
	void lambdasAreNamedAfterTheMethodTheyAreIn() {
		assertThat(group(thrownBy((number) -> {
			throw new IllegalStateException();
		})).title()).isEqualTo("IllegalStateException at FingerprintTests.lambdasAreNamedAfterTheMethodTheyAreIn");
	}

	@ParameterizedTest
	@CsvSource({ "Order 17 is gone,Order 4711 is gone", "Lock@1f2e3d held,Lock@7a8b9c held",
			"Job 5f0e1f9e-51d7-4f7e-9d3b-0d6a4b3c2d1e,Job 0b7e1f9e-51d7-4f7e-9d3b-0d6a4b3c2d1f",
			"At 0xff and host:8080,At 0x01 and other:9090", "No customer \"Ann\",No customer \"Bob\"" })
	void messageWithoutItsNumbersTellsFailuresThatHaveNoStack(String one, String other) {
		assertThat(withoutStack(one)).isEqualTo(withoutStack(other));
		assertThat(withoutStack(one)).isNotEqualTo(withoutStack("Disk full"));
	}

	@Test
	void fingerprintIsTheSameInEveryProcess() {
		assertThat(withFrames("one", "two").fingerprint())
			.isEqualTo(UUID.nameUUIDFromBytes("java.lang.Exception\napp.Job.one\napp.Job.two".getBytes(UTF_8)));
	}

	@Test
	void fiveMethodsOfTheApplicationTellFailuresApart() {
		assertThat(withFrames("a", "b", "c", "d", "e", "f")).isEqualTo(withFrames("a", "b", "c", "d", "e", "g"));
		assertThat(withFrames("a", "b", "c", "d", "e")).isNotEqualTo(withFrames("a", "b", "c", "d", "f"));
	}

	@Test
	void timeoutThatNothingWasThrownAtIsNotBlamedOnTheEngine() {
		assertThat(timeout(1)).isEqualTo(timeout(2));
		assertThat(timeout(1).title()).isEqualTo("JobTimeoutException");
	}

	@Test
	void lostWorkersAreOneGroup() {
		assertThat(lost(1)).isEqualTo(lost(2));
		assertThat(lost(1).title()).isEqualTo("WorkerLostException");
	}

	@Test
	void exceptionThatMeansHarmHasAGroup() {
		assertThat(group(new Exception() {
			private static final long serialVersionUID = 1L;

			@Override
			public StackTraceElement[] getStackTrace() {
				throw new IllegalStateException();
			}

			@Override
			public synchronized Throwable getCause() {
				throw new IllegalStateException();
			}
		})).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("traces")
	void traceThatMeansHarmGivesATitleThatFitsTheDatabase(StackTraceElement[] trace) {
		FailureGroup group = group(new Exception() {
			private static final long serialVersionUID = 1L;

			@Override
			public StackTraceElement[] getStackTrace() {
				return trace;
			}
		});
		assertThat(group.title()).hasSizeLessThanOrEqualTo(200).doesNotContain("\0");
	}

	static Stream<Arguments> traces() {
		return Stream
			.of(null, new StackTraceElement[] { null },
					new StackTraceElement[] { new StackTraceElement("a\0b", "c\0d", null, 1) },
					new StackTraceElement[] { new StackTraceElement("x".repeat(1000), "y", null, 1) })
			.map((trace) -> Arguments.of((Object) trace));
	}

	private static FailureGroup group(Throwable failure) {
		return Fingerprint.of(FailureReason.EXECUTOR_FAILED, failure);
	}

	private static FailureGroup withoutStack(String message) {
		Exception failure = new Exception(message);
		failure.setStackTrace(new StackTraceElement[0]);
		return group(failure);
	}

	private static FailureGroup withFrames(String... methods) {
		Exception failure = new Exception();
		failure.setStackTrace(Stream.of(methods)
			.map((method) -> new StackTraceElement("app.Job", method, "Job.java", 1))
			.toArray(StackTraceElement[]::new));
		return group(failure);
	}

	private static FailureGroup timeout(int number) {
		JobTimeoutException failure = new JobTimeoutException(new JobId(UUID.randomUUID()), number,
				Duration.ofSeconds(2));
		failure.setStackTrace(
				new StackTraceElement[] { new StackTraceElement("io.computeplatform.internal.attempt.AttemptCompleter",
						"timeout", "AttemptCompleter.java", number) });
		return Fingerprint.of(FailureReason.TIMED_OUT, failure);
	}

	private static FailureGroup lost(int number) {
		String worker = number + "@host";
		WorkerLostException failure = new WorkerLostException(new JobId(UUID.randomUUID()), number, worker);
		return Fingerprint.of(FailureReason.WORKER_LOST, failure);
	}

	private static RuntimeException thrownBy(Consumer<Integer> action) {
		try {
			action.accept(1);
		}
		catch (RuntimeException ex) {
			return ex;
		}
		throw new AssertionError("Nothing was thrown");
	}

	static final class Client {

		static Exception failure(int number) {
			return fetch(number);
		}

		private static Exception fetch(int number) {
			if (number == 1) {
				return new ConnectException("Connection refused: host1:80");
			}
			return new ConnectException("Connection refused: host2:81");
		}

		static Exception failureElsewhere() {
			return new ConnectException("Connection refused: host1:80");
		}

	}

}
