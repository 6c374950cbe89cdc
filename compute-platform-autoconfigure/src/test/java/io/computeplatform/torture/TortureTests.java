package io.computeplatform.torture;

import io.computeplatform.testing.PrivateRabbitMq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
class TortureTests {

	@Test
	void noJobIsLostNorTriedTooOftenUnderTorture() throws Exception {
		PrivateRabbitMq.assumeAvailable();
		long seed = Long.getLong("torture.seed", System.nanoTime());
		int seconds = Integer.getInteger("torture.seconds", 45);
		System.out.printf("Torture with seed %d for %d seconds%n", seed, seconds);
		Report report = new Torture(seed, seconds).run();
		System.out.println(report);
		assertThat(report.violated()).as("violated with seed %d", seed).isEmpty();
	}

}
