package io.computeplatform.internal.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import io.computeplatform.internal.store.ReportRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The log of an attempt as far as it is kept: its first and its newest lines, half of the
 * limits each. The beginning says what the attempt set out to do, and the end what it was
 * doing when it failed. Not thread-safe.
 */
final class AttemptLog {

	private final int maxHeadLines;

	private final int maxTailLines;

	private final long maxHeadBytes;

	private final long maxTailBytes;

	/**
	 * First lines that are not written yet.
	 */
	private final List<Line> head = new ArrayList<>();

	/**
	 * Newest lines. Those that are written have no text any more.
	 */
	private final Deque<Line> tail = new ArrayDeque<>();

	private long lines;

	/**
	 * Number of first lines, once the first half is full.
	 */
	private long headLines = -1;

	private long headBytes;

	private long tailBytes;

	private long droppedFrom;

	private long droppedUntil;

	AttemptLog(int maxLines, long maxBytes) {
		this.maxHeadLines = maxLines / 2;
		this.maxTailLines = maxLines - this.maxHeadLines;
		this.maxHeadBytes = maxBytes / 2;
		this.maxTailBytes = maxBytes - this.maxHeadBytes;
	}

	void add(Duration after, Level level, String text) {
		Line line = new Line(this.lines++, after, level, text);
		if (this.headLines < 0 && line.position < this.maxHeadLines
				&& this.headBytes + line.bytes <= this.maxHeadBytes) {
			this.headBytes += line.bytes;
			this.head.add(line);
			return;
		}
		if (this.headLines < 0) {
			this.headLines = line.position;
		}
		this.tail.add(line);
		this.tailBytes += line.bytes;
		while (this.tail.size() > this.maxTailLines || this.tailBytes > this.maxTailBytes) {
			drop(this.tail.remove());
		}
	}

	private void drop(Line line) {
		this.tailBytes -= line.bytes;
		if (line.sent) {
			// All that are between the first half and the newest lines.
			this.droppedFrom = this.headLines;
			this.droppedUntil = line.position + 1;
		}
	}

	boolean hasUnwritten() {
		return !this.head.isEmpty() || (!this.tail.isEmpty() && this.tail.getLast().text != null)
				|| this.droppedUntil > 0;
	}

	/**
	 * Lines that are not written yet. They may be from now on.
	 */
	List<ReportRows.Line> unwritten() {
		return Stream.concat(this.head.stream(), this.tail.stream()).flatMap((line) -> line.send().stream()).toList();
	}

	long droppedFrom() {
		return this.droppedFrom;
	}

	long droppedUntil() {
		return this.droppedUntil;
	}

	/**
	 * Marks lines as written.
	 * @param until position after the last of them
	 */
	void written(long until) {
		this.head.removeIf((line) -> line.position < until);
		for (Line line : this.tail) {
			if (line.position >= until) {
				break;
			}
			line.text = null;
		}
	}

	/**
	 * Marks dropped lines as deleted.
	 * @param until position after the last of them
	 */
	void deleted(long until) {
		if (this.droppedUntil == until) {
			this.droppedUntil = 0;
		}
	}

	private static final class Line {

		private final long position;

		private final Duration after;

		private final Level level;

		private final long bytes;

		private @Nullable String text;

		private boolean sent;

		Line(long position, Duration after, Level level, String text) {
			this.position = position;
			this.after = after;
			this.level = level;
			this.text = text;
			this.bytes = text.getBytes(StandardCharsets.UTF_8).length;
		}

		private List<ReportRows.Line> send() {
			if (this.text == null) {
				return List.of();
			}
			this.sent = true;
			return List.of(new ReportRows.Line(this.position, this.after, this.level, this.text));
		}

	}

}
