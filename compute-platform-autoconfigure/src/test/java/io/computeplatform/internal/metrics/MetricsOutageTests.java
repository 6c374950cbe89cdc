package io.computeplatform.internal.metrics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class MetricsOutageTests {

	private TcpProxy database;

	private TcpProxy broker;

	private TestApplication application;

	@BeforeEach
	void start(TestEnvironment environment) {
		PostgresServer direct = environment.postgres();
		this.database = TcpProxy.to(direct.host(), direct.port());
		this.broker = TcpProxy.to(environment.rabbit().host(), environment.rabbit().port());
		PostgresServer proxied = new PostgresServer(this.database.host(), this.database.port(), environment.database(),
				direct.parameters(), direct.username(), direct.password());
		this.application = TestApplication.start(environment, TestApplication.EVERYTHING,
				"spring.datasource.url=" + proxied.url(), "spring.datasource.hikari.connection-timeout=1000",
				"spring.datasource.hikari.validation-timeout=500", "spring.rabbitmq.host=" + this.broker.host(),
				"spring.rabbitmq.port=" + this.broker.port(), "compute.async.worker.enabled=false");
	}

	@AfterEach
	void stop() {
		this.database.close();
		this.broker.close();
		this.application.close();
	}

	@Test
	void gaugesHaveNoValueWhileTheDatabaseIsDown() {
		awaitGauge("0.0");
		this.database.cut();
		awaitGauge("NaN");
		assertThat(scrape()).contains("compute_jobs_submitted_total{queue=\"work\"} 0.0");
		this.database.heal();
		awaitGauge("0.0");
	}

	@Test
	void scrapeDoesNotHangWhileTheDatabaseHangs() {
		awaitGauge("0.0");
		this.database.stall();
		awaitGauge("NaN");
		assertThat(CompletableFuture.supplyAsync(this::scrape)).succeedsWithin(Duration.ofSeconds(10));
		this.database.resume();
		awaitGauge("0.0");
	}

	@Test
	void messageIsOwedAndGrowsOlderWhileTheBrokerIsDown() {
		MeterRegistry registry = this.application.bean(MeterRegistry.class);
		this.broker.cut();
		this.application.submit(Work.succeed());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> registry.get("compute.outbox.pending").gauge().value() == 1
					// Longer than the relay takes before it tries again.
					&& registry.get("compute.outbox.lag").gauge().value() > 3);
		this.broker.heal();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> registry.get("compute.outbox.pending").gauge().value() == 0
					&& registry.get("compute.outbox.lag").gauge().value() == 0);
		assertThat(registry.get("compute.queue.jobs").tag("status", "queued").gauge().value()).isEqualTo(1);
	}

	private void awaitGauge(String value) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(40))
			.until(() -> scrape().contains("compute_outbox_pending{queue=\"work\"} " + value + "\n"));
	}

	private String scrape() {
		return this.application.bean(PrometheusMeterRegistry.class).scrape();
	}

}
