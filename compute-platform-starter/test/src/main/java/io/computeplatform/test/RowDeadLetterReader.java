package io.computeplatform.test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.computeplatform.DeadLetter;
import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.internal.broker.DeadLetterMessage;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.queue.JobQueue;

/**
 * Reads dead letters from failed rows, oldest first. They have no headers, because the
 * broker sets those.
 */
final class RowDeadLetterReader implements DeadLetterReader {

	private final TestRows rows;

	RowDeadLetterReader(TestRows rows) {
		this.rows = rows;
	}

	@Override
	public List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current) {
		return this.rows.deadLetters(queue.name())
			.stream()
			.map(RowDeadLetterReader::deadLetter)
			.filter(current)
			.limit(limit)
			.toList();
	}

	@Override
	public Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current,
			Function<DeadLetter, Choice> choice) {
		for (DeadLetter letter : list(queue, Integer.MAX_VALUE, current)) {
			Choice chosen = choice.apply(letter);
			if (chosen != Choice.SKIP) {
				return (chosen == Choice.REMOVE) ? Optional.of(letter) : Optional.empty();
			}
		}
		return Optional.empty();
	}

	@Override
	public void forEachBatch(JobQueue queue, long limit, Function<List<QueuedDeadLetter>, List<Long>> selectRemoved) {
		throw new UnsupportedOperationException("Without a broker there is nothing to compare failed jobs with");
	}

	private static DeadLetter deadLetter(Job job) {
		JobFailure failure = Objects.requireNonNull(job.lastFailure());
		return new DeadLetterMessage(job.id(), job.queue(), failure.reason(), job.tryCount(), failure.exceptionClass(),
				failure.message(), job.payload(), Map.of());
	}

}
