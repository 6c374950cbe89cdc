package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs in bulk, while no worker runs.
 *
 * @param jobs number of jobs
 */
public record Bulk(int jobs) implements Measure {

	@Override
	public String title() {
		return "Bulk submit throughput: %,d jobs, %,d per call".formatted(this.jobs, Jobs.BULK);
	}

	@Override
	public String name() {
		return "bulk";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.hasBulk();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			List<Work> works = Work.of(0, this.jobs);
			long start = System.nanoTime();
			Jobs.submitAll(opened, works);
			long returned = System.nanoTime();
			Jobs.awaitSent(opened, this.jobs);
			long sent = System.nanoTime();
			Jobs.awaitWaiting(opened, this.jobs);
			List<Reading> readings = new ArrayList<>();
			readings.add(Reading.rate("submit in bulk", this.jobs, returned - start));
			if (opened.messages().isPresent()) {
				readings.add(Reading.rate("submit in bulk, until all are published", this.jobs, sent - start));
			}
			return readings;
		}
	}

}
