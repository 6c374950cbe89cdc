package io.computeplatform.torture;

import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.computeplatform.torture.Fault.Lane;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run.
 */
final class Torture {

	private static final int JOBS_PER_SECOND = 160;

	private static final Duration TO_BECOME_QUIET = Duration.ofSeconds(75);

	private final long seed;

	private final int seconds;

	private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

	Torture(long seed, int seconds) {
		this.seed = seed;
		this.seconds = seconds;
	}

	Report run() throws Exception {
		ScheduledExecutorService threads = Executors.newScheduledThreadPool(Lane.values().length + 1);
		try (Arena arena = new Arena(this.seed, JOBS_PER_SECOND)) {
			ObservedHistory evidence = new ObservedHistory(arena);
			arena.start(evidence);
			Awaitility.await("Jobs to flow").atMost(Duration.ofMinutes(1)).until(() -> evidence.completeJobs() > 300);
			Resources before = Resources.of(arena);
			say("faults begin");
			Future<?> revival = threads.scheduleWithFixedDelay(() -> arena.instances().forEach(Instance::revive), 0, 1,
					TimeUnit.SECONDS);
			injectFaults(arena, threads);
			arena.endSubmissions();
			say("all faults are healed and submissions end");
			say(awaitQuiet(evidence) ? "everything has ended"
					: "what has not ended by now is held against the invariants");
			revival.cancel(false);
			evidence.resources(before, Resources.of(arena));
			stopAll(arena, evidence);
			say("all processes are stopped");
			evidence.collect();
			int ends = arena.instances().stream().mapToInt(Instance::ends).sum();
			return Report.of(this.seed, this.seconds, this.faults, ends, evidence);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void injectFaults(Arena arena, ExecutorService threads) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(this.seconds);
		CompletionService<Lane> lanes = new ExecutorCompletionService<>(threads);
		for (Lane lane : Lane.values()) {
			lanes.submit(() -> {
				injectFaults(arena, new FaultPlan(lane, this.seed), end);
				return lane;
			});
		}
		for (int i = 0; i < Lane.values().length; i++) {
			// The first to come: one that can't go on ends the run.
			lanes.take().get();
		}
	}

	private void injectFaults(Arena arena, FaultPlan plan, long end) throws InterruptedException {
		while (true) {
			FaultPlan.Step step = plan.next();
			if (System.nanoTime() + step.pause().toNanos() > end) {
				return;
			}
			Arena.pause(step.pause());
			arena.carryOut(step);
			synchronized (this.faults) {
				this.faults.merge(step.fault(), 1, Integer::sum);
			}
		}
	}

	private static void say(String what) {
		System.out.printf("%tT %s%n", LocalTime.now(), what);
	}

	/**
	 * Waits as long as jobs go on ending: how long that takes depends on the machine, and
	 * on what the faults left.
	 */
	private static boolean awaitQuiet(ObservedHistory evidence) {
		long open;
		do {
			open = evidence.openJobs();
			try {
				Awaitility.await("Everything to end")
					.atMost(TO_BECOME_QUIET)
					.pollInterval(Duration.ofMillis(500))
					.until(evidence::isQuiet);
				return true;
			}
			catch (ConditionTimeoutException ex) {
				say(evidence.openJobs() + " jobs are open");
			}
		}
		while (evidence.openJobs() < open);
		return false;
	}

	private static void stopAll(Arena arena, ObservedHistory evidence) {
		for (Instance instance : arena.instances()) {
			try {
				instance.stop();
			}
			catch (AssertionError ex) {
				evidence.stuck(instance.name() + ": " + ex.getMessage());
			}
		}
	}

}
