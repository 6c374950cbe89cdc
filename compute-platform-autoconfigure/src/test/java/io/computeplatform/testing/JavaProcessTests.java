package io.computeplatform.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("engine")
class JavaProcessTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@TempDir
	private Path directory;

	@Test
	void isToldItsPropertiesAndReadWhatItPrints() {
		try (JavaProcess process = start()) {
			assertThat(process.awaitLine("^args ", SOON)).contains("--beats=" + beats());
		}
	}

	@Test
	void killedProcessDoesNotCleanUp() {
		try (JavaProcess process = start()) {
			process.awaitLine("^args ", SOON);
			process.kill9();
			assertThat(process.exitValue(SOON)).isEqualTo(137);
			assertThat(LocalCommands.read(process.output())).doesNotContain("orderly end");
		}
	}

	@Test
	void terminatedProcessCleansUp() {
		try (JavaProcess process = start()) {
			process.awaitLine("^args ", SOON);
			process.sigterm();
			assertThat(process.exitValue(SOON)).isEqualTo(143);
			process.awaitLine("orderly end", SOON);
		}
	}

	@Test
	void stoppedProcessGoesOnWhenContinued() {
		try (JavaProcess process = start()) {
			process.awaitLine("^args ", SOON);
			Awaitility.await().until(this::isBeating);
			process.sigstop();
			Awaitility.await().until(() -> !isBeating());
			assertThat(process.isAlive()).isTrue();
			process.sigcont();
			Awaitility.await().until(this::isBeating);
		}
	}

	@Test
	void lineThatCanNoLongerComeIsNotWaitedFor() {
		try (JavaProcess process = JavaProcess.start(Failing.class, Map.of())) {
			assertThatExceptionOfType(TerminalFailureException.class)
				.isThrownBy(() -> process.awaitLine("never", SOON));
			assertThat(process.exitValue(SOON)).isEqualTo(3);
		}
	}

	private JavaProcess start() {
		return JavaProcess.start(Beating.class, Map.of("beats", beats().toString()));
	}

	private Path beats() {
		return this.directory.resolve("beats");
	}

	/** Takes the file away: a running process puts it back. */
	private boolean isBeating() throws Exception {
		Files.deleteIfExists(beats());
		try {
			Awaitility.await().atMost(Duration.ofMillis(500)).until(() -> Files.exists(beats()));
			return true;
		}
		catch (org.awaitility.core.ConditionTimeoutException ex) {
			return false;
		}
	}

	static final class Beating {

		private Beating() {
		}

		public static void main(String[] args) throws Exception {
			Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("orderly end")));
			System.out.println("args " + String.join(" ", args));
			Path beats = Path.of(args[0].substring("--beats=".length()));
			while (true) {
				Files.writeString(beats, "x");
			}
		}

	}

	static final class Failing {

		private Failing() {
		}

		public static void main(String[] args) {
			System.exit(3);
		}

	}

}
