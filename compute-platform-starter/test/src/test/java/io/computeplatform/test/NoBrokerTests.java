package io.computeplatform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.SubmitOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs jobs beside a server socket that would detect a connection to the broker.
 */
@SpringBootTest(classes = WorkApplication.class)
@AutoConfigureJobTester
class NoBrokerTests {

	private static final ServerSocket BROKER = listen();

	@Autowired
	private AsyncPlatform platform;

	@Autowired
	private JobTester jobs;

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@DynamicPropertySource
	static void broker(DynamicPropertyRegistry properties) {
		properties.add("spring.rabbitmq.host", () -> BROKER.getInetAddress().getHostAddress());
		properties.add("spring.rabbitmq.port", BROKER::getLocalPort);
	}

	@AfterAll
	static void close() throws IOException {
		BROKER.close();
	}

	@Test
	void noConnectionIsOpened() throws IOException {
		this.jobs.clear();
		this.platform.submit("work", Work.succeed(1));
		this.platform.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		assertThat(this.jobs.runDue()).hasSize(2);
		assertThat(this.platform.nextDeadLetter((letter) -> true)).isPresent();
		// A connection would wait here to be accepted.
		BROKER.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
			try (Socket connection = BROKER.accept()) {
				assertThat(connection).isNull();
			}
		});
	}

	@Test
	void noThreadOfTheEngineRuns() {
		this.platform.submit("work", Work.succeed(1));
		this.jobs.runDue();
		// Threads of an application that another test closed may still be ending.
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("compute-") || name.startsWith("job-")));
	}

}
