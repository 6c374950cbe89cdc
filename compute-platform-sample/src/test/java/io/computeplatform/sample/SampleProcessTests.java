package io.computeplatform.sample;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

class SampleProcessTests {

	@TempDir
	private Path directory;

	@Test
	void processEndsWithZeroAlthoughOneDocumentFailed() throws Exception {
		try (SampleProcess sample = SampleProcess.start(this.directory, "--server.port=0",
				"--sample.exit-when-done=true")) {
			assertThat(sample.exitCode()).isZero();
			assertThat(sample.output()).contains("1 failed for good");
			assertThatIOException().isThrownBy(() -> new Socket("127.0.0.1", postgresPort(sample)).close());
		}
	}

	@Test
	void takenPortIsReportedAndEndsTheProcess() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				SampleProcess sample = SampleProcess.start(this.directory, "--server.port=" + taken.getLocalPort())) {
			assertThat(sample.exitCode()).isEqualTo(1);
			assertThat(sample.output()).contains("Port " + taken.getLocalPort() + " was already in use")
				.doesNotContain("\tat ");
		}
	}

	@Test
	void terminationInTheMiddleIsQuietAndLeavesNoServerBehind() throws Exception {
		try (SampleProcess sample = SampleProcess.start(this.directory, "--server.port=0")) {
			await().atMost(Duration.ofSeconds(60)).until(() -> sample.output().contains("next try in"));
			sample.terminate();
			// 128 plus the number of SIGTERM.
			assertThat(sample.exitCode()).isEqualTo(143);
			assertThat(sample.output()).doesNotContain("WARN", "ERROR", "Exception", "failed for good");
			assertThatIOException().isThrownBy(() -> new Socket("127.0.0.1", postgresPort(sample)).close());
		}
	}

	private static int postgresPort(SampleProcess sample) {
		Matcher port = Pattern.compile("jdbc:postgresql://127\\.0\\.0\\.1:(\\d+)/").matcher(sample.output());
		assertThat(port.find()).isTrue();
		return Integer.parseInt(port.group(1));
	}

}
