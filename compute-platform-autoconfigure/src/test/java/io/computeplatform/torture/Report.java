package io.computeplatform.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run as a person reads it.
 *
 * @param seed what the run can be repeated with
 * @param seconds how long faults were injected
 * @param faults how often each was done
 * @param ends how often a process ended by itself
 * @param counts what happened to the jobs
 * @param contradictions of each invariant
 */
record Report(long seed, int seconds, Map<Fault, Integer> faults, int ends, Map<String, Map<String, Integer>> counts,
		Map<Invariant, List<String>> contradictions) {

	private static final int EXAMPLES = 5;

	static Report of(long seed, int seconds, Map<Fault, Integer> faults, int ends, ObservedHistory evidence) {
		Map<Invariant, List<String>> contradictions = new EnumMap<>(Invariant.class);
		for (Invariant invariant : Invariant.values()) {
			contradictions.put(invariant, evidence.contradictions(invariant));
		}
		Map<String, Map<String, Integer>> counts = Map.of("Jobs by outcome",
				evidence.counts("select status, count(*) from evidence.jobs group by status"), "Jobs by kind",
				evidence.counts("select kind, count(*) from evidence.jobs group by kind"), "Failed tries by reason",
				evidence.counts("select outcome, count(*) from compute.attempts group by outcome"),
				"Notes of processes", evidence.counts("select event, count(*) from evidence.notes group by event"),
				"Dead letters sent again", evidence.counts("""
						select queue, count(*) - count(distinct job_id) from evidence.dead_letters group by queue"""),
				"Tries given back",
				evidence.counts("select 'all', count(*) from evidence.transitions where given_back"));
		return new Report(seed, seconds, faults, ends, counts, contradictions);
	}

	/** Contradictions of each invariant that has any. */
	Map<Invariant, List<String>> violated() {
		Map<Invariant, List<String>> violated = new EnumMap<>(this.contradictions);
		violated.values().removeIf(List::isEmpty);
		return violated;
	}

	@Override
	public String toString() {
		List<String> lines = new ArrayList<>();
		lines.add("Torture with seed %d: %d seconds of faults".formatted(this.seed, this.seconds));
		lines.add("Faults injected");
		this.faults.forEach((fault, count) -> lines.add("  %-28s %8d".formatted(fault, count)));
		lines.add("  %-28s %8d".formatted("processes ended by a job", this.ends));
		lines.add("  %-28s %8s".formatted("clocks wrong by 7 minutes", Clocks.available() ? "2" : "no libfaketime"));
		this.counts.forEach((title, counts) -> {
			lines.add(title);
			counts.forEach((name, count) -> lines.add("  %-28s %8d".formatted(name, count)));
		});
		lines.add("Invariants: %d checked, %d violated".formatted(this.contradictions.size(), violated().size()));
		this.contradictions.forEach((invariant, found) -> lines.add("  %-6s %-14s %s%s"
			.formatted(found.isEmpty() ? "holds" : "BROKEN", invariant, invariant.promise(), examples(found))));
		return String.join("\n", lines);
	}

	private String examples(List<String> found) {
		return found.isEmpty() ? ""
				: found.stream()
					.limit(EXAMPLES)
					.collect(Collectors.joining("; ", " (seed %d): %d times: ".formatted(this.seed, found.size()), ""));
	}

}
