package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.computeplatform.JobStatus;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class CloseWithoutDatabaseTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void closeReturnsAndLeavesNoThreadThatKeepsTheProcess(boolean stalled, TestEnvironment environment) {
		CountDownLatch end = new CountDownLatch(1);
		ActionMain.ACTIONS.put("hang", (job) -> {
			boolean ended = false;
			while (!ended) {
				ended = awaitUnheeding(end);
			}
		});
		try (TcpProxy proxy = TcpProxy.to(environment.postgres().host(), environment.postgres().port())) {
			PostgresServer direct = environment.postgres();
			String url = new PostgresServer(proxy.host(), proxy.port(), environment.database(), direct.parameters(),
					direct.username(), direct.password())
				.url();
			TestApplication application = TestApplication.start(environment, ActionMain.class,
					"spring.datasource.url=" + url, "spring.datasource.hikari.connection-timeout=1000",
					"spring.datasource.hikari.validation-timeout=500");
			application.await(application.submit(new Named("hang")), JobStatus.IN_PROGRESS);
			if (stalled) {
				proxy.stall();
			}
			else {
				proxy.cut();
			}
			assertThat(CompletableFuture.runAsync(application::close)).succeedsWithin(Duration.ofSeconds(60));
			assertThat(ownThreads()).isEmpty();
		}
		finally {
			end.countDown();
		}
	}

	private static List<String> ownThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && !thread.isDaemon())
			.map(Thread::getName)
			.filter((name) -> name.startsWith("compute-") || name.startsWith("job-"))
			.toList();
	}

	private static boolean awaitUnheeding(CountDownLatch end) {
		try {
			end.await();
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
