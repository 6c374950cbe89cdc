package io.computeplatform.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.control.Difference.Kind;
import io.computeplatform.internal.broker.DeadLetterReader.QueuedDeadLetter;
import io.computeplatform.internal.store.DeadLetterRows;
import io.computeplatform.internal.store.DeadLetterRows.DeadLetterMatch;
import io.computeplatform.internal.store.RejectedRows;
import org.jspecify.annotations.Nullable;

/**
 * Counts the dead letters of one queue, batch by batch. Not thread-safe.
 */
final class DeadLetterComparison {

	static final int MAX_EXAMPLES = 10;

	private final DeadLetterRows rows;

	private final RejectedRows rejected;

	private final String queue;

	private final boolean remove;

	private final List<Difference> staleExamples = new ArrayList<>();

	private final List<Difference> foreignExamples = new ArrayList<>();

	private long letters;

	private long stale;

	private long foreign;

	DeadLetterComparison(DeadLetterRows rows, RejectedRows rejected, String queue, boolean remove) {
		this.rows = rows;
		this.rejected = rejected;
		this.queue = queue;
		this.remove = remove;
	}

	/**
	 * Compares a batch of dead letters.
	 * @param batch the dead letters
	 * @return delivery tags of those to remove
	 */
	List<Long> add(List<QueuedDeadLetter> batch) {
		this.letters += batch.size();
		List<QueuedDeadLetter> ours = new ArrayList<>();
		List<Long> removed = new ArrayList<>(StaleDeadLetterSweep.tagsOfResolved(batch, this.rejected));
		Set<Long> resolved = Set.copyOf(removed);
		for (QueuedDeadLetter letter : batch) {
			if (resolved.contains(letter.tag())) {
				stale(letter.jobId());
			}
			else if (letter.jobId() == null || letter.reason() == FailureReason.REJECTED_MESSAGE) {
				foreign(letter.jobId());
			}
			else {
				ours.add(letter);
			}
		}
		List<DeadLetterMatch> states = this.rows.match(this.queue, ours.stream().map(DeadLetterComparison::id).toList(),
				ours.stream().map(QueuedDeadLetter::tryCount).toList());
		for (int i = 0; i < ours.size(); i++) {
			switch (states.get(i)) {
				case CURRENT -> {
				}
				case STALE -> {
					stale(ours.get(i).jobId());
					removed.add(ours.get(i).tag());
				}
				case UNKNOWN -> foreign(ours.get(i).jobId());
			}
		}
		return this.remove ? removed : List.of();
	}

	private void stale(@Nullable JobId id) {
		this.stale++;
		add(this.staleExamples, new Values.Difference(Kind.STALE, id));
	}

	private void foreign(@Nullable JobId id) {
		this.foreign++;
		add(this.foreignExamples, new Values.Difference(Kind.FOREIGN, id));
	}

	private static void add(List<Difference> examples, Difference example) {
		if (examples.size() < MAX_EXAMPLES) {
			examples.add(example);
		}
	}

	private static UUID id(QueuedDeadLetter letter) {
		return Objects.requireNonNull(letter.jobId()).value();
	}

	List<Difference> examples() {
		List<Difference> examples = new ArrayList<>(this.staleExamples);
		examples.addAll(this.foreignExamples);
		return examples;
	}

	long letters() {
		return this.letters;
	}

	long stale() {
		return this.stale;
	}

	long foreign() {
		return this.foreign;
	}

}
