package io.computeplatform.jobs;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.computeplatform.JobStatus;
import io.computeplatform.internal.filter.Filters;
import io.computeplatform.internal.filter.JobFilter;
import org.jspecify.annotations.Nullable;

/**
 * A range of one index, in the order in which a list shows its jobs.
 *
 * @param condition condition of the index, as the migrations define it
 * @param key column by which its jobs are ordered, or {@code null} for the id alone
 * @param served filters that the index serves; it may need others too
 * @param isOfQueues whether the index begins with the queue, so that each queue is a
 * range
 * @param mixedIn condition that excludes the jobs of other statuses in the index, or
 * empty
 */
record IndexRange(String condition, @Nullable String key, Set<JobFilter> served, boolean isOfQueues, String mixedIn) {

	private static final Set<JobFilter> ENDS = EnumSet.of(JobFilter.FINISHED_SINCE, JobFilter.FINISHED_BEFORE);

	private static final IndexRange BY_ID = new IndexRange("TRUE", null, EnumSet.of(JobFilter.ID, JobFilter.ID_PREFIX),
			false, "");

	private static final IndexRange SENT = new IndexRange("message_sent_at IS NOT NULL", "message_sent_at",
			EnumSet.of(JobFilter.STATUS, JobFilter.QUEUE), true, "");

	// Failed jobs have pending messages too: their dead letters.
	private static final IndexRange PENDING = new IndexRange("message_due_at IS NOT NULL", "message_due_at",
			EnumSet.of(JobFilter.STATUS, JobFilter.QUEUE), true, " AND status = 'queued'");

	// As few as run at once: it may look at all of them.
	private static final IndexRange RUNNING = new IndexRange("status = 'in-progress'",
			"coalesce(started_at, created_at)", EnumSet.allOf(JobFilter.class), false, "");

	/**
	 * The ranges in which the jobs of a query are.
	 */
	static List<IndexRange> of(Filters<JobFilter> filters) {
		Set<JobFilter> known = filters.known();
		if (known.contains(JobFilter.ID) || known.contains(JobFilter.ID_PREFIX)) {
			return List.of(BY_ID);
		}
		String status = filters.value(JobFilter.STATUS);
		boolean ended = known.stream().anyMatch(ENDS::contains);
		List<IndexRange> ranges = new ArrayList<>();
		for (JobStatus each : JobStatus.values()) {
			if ((status == null || status.equals(each.value())) && (!ended || each.isFinished())) {
				ranges.addAll(of(each, known));
			}
		}
		return ranges;
	}

	private static List<IndexRange> of(JobStatus status, Set<JobFilter> known) {
		return switch (status) {
			case QUEUED -> List.of(SENT, PENDING);
			case IN_PROGRESS -> List.of(RUNNING);
			case FAILED -> List.of(failed(known));
			case COMPLETE, EXPIRED, CANCELLED, DISCARDED ->
				List.of(new IndexRange("status = '%s'".formatted(status.value()), "finished_at",
						EnumSet.of(JobFilter.STATUS, JobFilter.FINISHED_SINCE, JobFilter.FINISHED_BEFORE), false, ""));
			case UNKNOWN -> List.of();
		};
	}

	/**
	 * One index serves a queue, another one a type, and none both.
	 */
	private static IndexRange failed(Set<JobFilter> known) {
		return new IndexRange(
				"status = 'failed'", "failed_at", EnumSet.of(JobFilter.STATUS, JobFilter.FINISHED_SINCE,
						JobFilter.FINISHED_BEFORE, known.contains(JobFilter.QUEUE) ? JobFilter.QUEUE : JobFilter.TYPE),
				false, "");
	}

	/**
	 * The conditions that the index serves, as SQL.
	 * @return each preceded by AND, but the first
	 */
	String served(Set<JobFilter> known) {
		List<JobFilter> conditions = known.stream()
			.filter((filter) -> this.served.contains(filter) && filter != JobFilter.STATUS)
			.toList();
		String served = this.condition + " " + Filters.conditions(conditions);
		if (this.key == null) {
			return served;
		}
		// A failed job is restored with a new end, and its list is that of its failures.
		String ofKey = this.key.equals("failed_at") ? served.replace("finished_at", this.key) : served;
		return ofKey + " " + implied(known);
	}

	/**
	 * Bounds of the key that follow from those of earlier times, so that a search ends
	 * there.
	 */
	private String implied(Set<JobFilter> known) {
		return Stream.of(JobFilter.CREATED_SINCE, JobFilter.STARTED_SINCE, JobFilter.DUE_SINCE)
			// A job can be cancelled before it is due.
			.filter((since) -> known.contains(since) && (since != JobFilter.DUE_SINCE || this.isOfQueues))
			.map((since) -> "AND %s >= :%s::timestamptz".formatted(this.key, since.key()))
			.reduce("", (one, other) -> one + " " + other);
	}

	/**
	 * The conditions that the index does not serve, as SQL.
	 * @return each preceded by AND; empty if each job of the range matches
	 */
	String others(Set<JobFilter> known) {
		return Filters.conditions(known.stream().filter((filter) -> !this.served.contains(filter)).toList())
				+ this.mixedIn;
	}

	/**
	 * The order of the list, as SQL.
	 */
	String order(String direction) {
		return ((this.key != null) ? this.key + " " + direction + ", " : "") + "id " + direction;
	}

	/**
	 * The order of the index, as SQL.
	 */
	String indexOrder() {
		return this.isOfQueues ? "queue, " + this.key : (this.key != null) ? this.key : "id";
	}

	/**
	 * The time by which a job is listed, as SQL.
	 */
	String at() {
		return (this.key != null) ? this.key : "timestamptz 'epoch'";
	}

}
