package io.computeplatform.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@RequiresBrowser
class TestBrowserTests {

	private static final Duration TO_START = Duration.ofSeconds(60);

	private static final Duration TO_END = Duration.ofSeconds(60);

	@Test
	void nothingIsLeftOfTheBrowserOnceTheJvmHasEnded() {
		assertNothingIsLeftAfter(JavaProcess::sigterm);
	}

	@Test
	void nothingIsLeftOfTheBrowserOnceTheJvmIsKilled() {
		assertNothingIsLeftAfter(JavaProcess::kill9);
	}

	private static void assertNothingIsLeftAfter(Consumer<JavaProcess> end) {
		try (JavaProcess jvm = JavaProcess.start(Main.class, Map.of())) {
			Path profile = Path.of(jvm.awaitLine("^/", TO_START));
			List<ProcessHandle> processes = ProcessHandle.of(jvm.pid())
				.stream()
				.flatMap(ProcessHandle::descendants)
				.toList();
			assertThat(processes).hasSizeGreaterThan(2);
			assertThat(profile).isDirectory();
			end.accept(jvm);
			Awaitility.await()
				.atMost(TO_END)
				.untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
			Awaitility.await().atMost(TO_END).until(() -> Files.notExists(profile.getParent()));
		}
	}

	static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) throws IOException {
			Map<?, ?> chrome = (Map<?, ?>) TestBrowser.driver().getCapabilities().getCapability("chrome");
			System.out.println(chrome.get("userDataDir"));
			System.in.read();
		}

	}

}
