package io.computeplatform.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JavaType;
import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.AttemptRows.Success;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.ReportRows;
import io.computeplatform.internal.store.ReportRows.Report;
import io.computeplatform.internal.store.ReportRows.State;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What an attempt has reported and is not written yet. Nothing in it waits for anything.
 * Internal, thread-safe.
 */
public final class AttemptReport {

	private static final int MAX_LINE = 4_000;

	private static final ThreadLocal<@Nullable AttemptReport> CURRENT = new ThreadLocal<>();

	private final AttemptReports owner;

	private final AttemptKey attempt;

	private final ReportLimits limits;

	private final PayloadJson json;

	private final PayloadMask mask;

	private final Thread thread = Thread.currentThread();

	private final long startedNanos = System.nanoTime();

	private @Nullable Progress progress;

	private @Nullable Sample sample;

	private @Nullable AttemptLog log;

	private @Nullable Result result;

	/**
	 * Counts changes of progress and sample.
	 */
	private long changes;

	private long writtenChanges;

	private boolean closed;

	/**
	 * Creates a report, on the thread that runs the attempt.
	 */
	AttemptReport(AttemptReports owner, AttemptKey attempt, ReportLimits limits, PayloadJson json, PayloadMask mask) {
		this.owner = owner;
		this.attempt = attempt;
		this.limits = limits;
		this.json = json;
		this.mask = mask;
	}

	/**
	 * Runs code of the attempt on the current thread.
	 * @param work code whose log lines can be captured
	 * @throws Exception exception of the code
	 */
	public void capturing(Work work) throws Exception {
		// A test may run a job inside of another one.
		AttemptReport before = CURRENT.get();
		CURRENT.set(this);
		try {
			work.run();
		}
		finally {
			if (before != null) {
				CURRENT.set(before);
			}
			else {
				CURRENT.remove();
			}
		}
	}

	/**
	 * Returns the report of the attempt whose executor runs on the current thread.
	 * @param owner creator of the report: other contexts of the process may have others
	 */
	static @Nullable AttemptReport current(AttemptReports owner) {
		AttemptReport current = CURRENT.get();
		return (current != null && current.owner == owner) ? current : null;
	}

	/**
	 * See {@link io.computeplatform.JobContext#progress(long, long)}.
	 */
	public void progress(long done, long total) {
		requireNotNegative("done", done);
		requireNotNegative("total", total);
		change(() -> this.progress = new Progress(done, total, age()));
	}

	private static void requireNotNegative(String property, long value) {
		if (value < 0) {
			throw new InvalidJobException(property, value, "0 or more");
		}
	}

	/**
	 * See {@link io.computeplatform.JobContext#log(Level, String)}.
	 */
	public void log(@Nullable Level level, @Nullable String text) {
		if (level == null || text == null) {
			throw new InvalidJobException((level == null) ? "level" : "text", null, "anything but null");
		}
		String storable = PlainText.storable(text, MAX_LINE);
		synchronized (this) {
			if (this.closed || this.limits.maxLines() == 0) {
				return;
			}
			if (this.log == null) {
				this.log = new AttemptLog(this.limits.maxLines(), this.limits.maxLogBytes());
			}
			this.log.add(age(), level, storable);
		}
	}

	/**
	 * See {@link io.computeplatform.JobContext#result(Object)}.
	 */
	public void result(@Nullable Object value) {
		if (value == null) {
			throw new InvalidJobException("result", null, "anything but null");
		}
		JavaType type = this.json.typeOf(value);
		Result written = new Result(this.json.writeResult(value, type, this.limits.maxResultBytes()),
				this.mask.hiddenIn(type));
		synchronized (this) {
			if (!this.closed) {
				this.result = written;
			}
		}
	}

	/**
	 * Returns the success of the attempt, with the result that was reported last.
	 * @return what to record
	 */
	public synchronized Success success() {
		Result reported = this.result;
		return (reported != null) ? new Success(this.attempt, reported.json(), reported.hidden())
				: new Success(this.attempt, null, null);
	}

	/**
	 * Samples the thread of the attempt.
	 */
	public void sample() {
		String text = StackSample.of(this.thread);
		// After the end of the attempt the thread may run another one.
		change(() -> this.sample = new Sample(text, age()));
	}

	boolean isToBeSampled() {
		return age().compareTo(this.limits.sampleAfter()) >= 0;
	}

	private synchronized void change(Runnable change) {
		if (!this.closed) {
			change.run();
			this.changes++;
		}
	}

	/**
	 * Accepts nothing more: the attempt has ended.
	 */
	public synchronized void close() {
		this.closed = true;
	}

	private Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.startedNanos);
	}

	synchronized boolean hasUnwritten() {
		return this.changes != this.writtenChanges || (this.log != null && this.log.hasUnwritten());
	}

	/**
	 * What is to be written now.
	 */
	synchronized Unwritten unwritten() {
		State state = (this.changes != this.writtenChanges) ? state() : null;
		AttemptLog lines = this.log;
		Report report = (lines != null)
				? new Report(this.attempt, state, lines.unwritten(), lines.droppedFrom(), lines.droppedUntil())
				: new Report(this.attempt, state, List.of(), 0, 0);
		return new Unwritten(this, report, this.changes);
	}

	private State state() {
		Optional<Progress> reported = Optional.ofNullable(this.progress);
		Optional<Sample> sampled = Optional.ofNullable(this.sample);
		return new State(reported.map(Progress::done).orElse(null), reported.map(Progress::total).orElse(null),
				reported.map(Progress::after).orElse(null), sampled.map(Sample::text).orElse(null),
				sampled.map(Sample::after).orElse(null), age());
	}

	private synchronized void written(Unwritten unwritten) {
		this.writtenChanges = Math.max(this.writtenChanges, unwritten.changes);
		List<ReportRows.Line> lines = unwritten.report.lines();
		if (this.log != null && !lines.isEmpty()) {
			this.log.written(lines.get(lines.size() - 1).position() + 1);
		}
	}

	private synchronized void deleted(Unwritten unwritten) {
		if (this.log != null) {
			this.log.deleted(unwritten.report.droppedUntil());
		}
	}

	private record Result(String json, @Nullable String hidden) {

	}

	private record Progress(long done, long total, Duration after) {

	}

	private record Sample(String text, Duration after) {

	}

	/**
	 * What a report had not written at one moment.
	 *
	 * @param source the report
	 * @param report what is to be written
	 * @param changes number of changes that it contains
	 */
	record Unwritten(AttemptReport source, Report report, long changes) {

		boolean hasDropped() {
			return this.report.droppedUntil() > 0;
		}

		/**
		 * Number of characters, roughly.
		 */
		long size() {
			return this.report.lines().stream().mapToLong((line) -> line.text().length()).sum();
		}

		void written() {
			this.source.written(this);
		}

		void deleted() {
			this.source.deleted(this);
		}

	}

	/**
	 * Code of an attempt.
	 */
	@FunctionalInterface
	public interface Work {

		void run() throws Exception;

	}

}
