package io.computeplatform.benchmarks.measure;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs at a fixed rate, and records in a file which were accepted. A submit that
 * fails is not repeated.
 *
 * @param perSecond jobs per second
 * @param time duration
 * @param accepted the file
 */
public record RecordedSubmits(int perSecond, Duration time, File accepted) implements Measure {

	@Override
	public String title() {
		return "%,d submits per second".formatted(this.perSecond);
	}

	@Override
	public String name() {
		return "recorded-submits";
	}

	/** Returns the number of submits that failed. */
	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		AtomicInteger refused = new AtomicInteger();
		try (Contender opened = contender.open(sandbox); RunLog log = new RunLog(this.accepted)) {
			Jobs.submitAtRate(this.perSecond, 0, Jobs.atRate(this.perSecond, this.time), (work) -> {
				if (isAccepted(opened, work)) {
					log.add(work.number());
				}
				else {
					refused.incrementAndGet();
				}
			});
		}
		return List.of(new Reading("submits refused", Unit.JOBS, refused.get()));
	}

	private static boolean isAccepted(Contender contender, Work work) {
		try {
			contender.submit(work);
			return true;
		}
		catch (Exception ex) {
			System.err.printf("Job %d was refused: %s%n", work.number(), ex);
			return false;
		}
	}

}
