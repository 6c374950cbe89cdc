package io.computeplatform.internal.attempt;

import java.util.Optional;

import io.computeplatform.JobContext;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.slf4j.event.Level;

/**
 * The context that an executor gets.
 */
record AttemptContext(Attempt attempt, Object payload) implements JobContext<Object> {

	@Override
	public JobId id() {
		return new JobId(this.attempt.claim().id());
	}

	@Override
	public String queue() {
		return this.attempt.claim().queue();
	}

	@Override
	public int tryNumber() {
		return this.attempt.claim().tryNumber();
	}

	@Override
	public int maxTries() {
		return this.attempt.claim().maxTries();
	}

	@Override
	public Optional<JobFailure> previousFailure() {
		boolean isFirst = tryNumber() == this.attempt.claim().triesBefore() + 1;
		return isFirst ? Optional.empty() : Optional.ofNullable(this.attempt.claim().previousFailure());
	}

	@Override
	public boolean isStopRequested() {
		return this.attempt.stopReason() != null;
	}

	@Override
	public void progress(long done, long total) {
		this.attempt.report().progress(done, total);
	}

	@Override
	public void log(Level level, String text) {
		this.attempt.report().log(level, text);
	}

	@Override
	public void result(Object value) {
		this.attempt.report().result(value);
	}

	@Override
	public String toString() {
		// Omits the payload, which can be sensitive: an executor may log its context.
		return "JobContext[id=" + id() + ", queue=" + queue() + ", tryNumber=" + tryNumber() + ", maxTries="
				+ maxTries() + "]";
	}

}
