package io.computeplatform.internal.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.report.AttemptReport.Unwritten;
import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.ReportRows;
import io.computeplatform.internal.support.Chunks;
import io.computeplatform.internal.support.LogRateLimiter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Creates the reports of attempts and writes them. Whatever happens to a report, the
 * outcome of its attempt is recorded. Internal, thread-safe.
 */
public final class AttemptReports {

	private static final Logger LOG = LoggerFactory.getLogger(AttemptReports.class);

	/**
	 * Characters in one statement.
	 */
	private static final long MAX_SIZE = 4_000_000;

	private final ReportRows rows;

	private final ReportLimits limits;

	private final PayloadJson json;

	private final PayloadMask mask;

	private final LogRateLimiter failureLine = new LogRateLimiter();

	/**
	 * Two statements that delete lines could wait for each other.
	 */
	private final ReentrantLock deleting = new ReentrantLock();

	AttemptReports(ReportRows rows, ReportLimits limits, PayloadJson json, PayloadMask mask) {
		this.rows = rows;
		this.limits = limits;
		this.json = json;
		this.mask = mask;
	}

	/**
	 * Creates the report of an attempt, on the thread that runs it.
	 * @param attempt the attempt
	 * @return its report
	 */
	public AttemptReport begin(AttemptKey attempt) {
		return new AttemptReport(this, attempt, this.limits, this.json, this.mask);
	}

	/**
	 * Samples the threads of running attempts that are old enough, and writes what all of
	 * them have reported.
	 * @param reports their reports
	 */
	public void sampleAndWrite(Collection<AttemptReport> reports) {
		reports.stream().filter(AttemptReport::isToBeSampled).forEach(AttemptReport::sample);
		write(reports);
	}

	/**
	 * Writes what attempts have reported. Executes no statement if that is nothing. What
	 * can't be written now stays for the next call.
	 * @param reports their reports
	 */
	public void write(Collection<AttemptReport> reports) {
		List<Unwritten> unwritten = reports.stream()
			.filter(AttemptReport::hasUnwritten)
			.map(AttemptReport::unwritten)
			.toList();
		Chunks.of(unwritten, Unwritten::size, MAX_SIZE).forEach(this::writeSafely);
	}

	private void writeSafely(List<Unwritten> batch) {
		try {
			writeNow(batch);
		}
		catch (DataIntegrityViolationException ex) {
			if (batch.size() == 1) {
				logFailure(batch, ex.toString(), null);
			}
			else {
				// One that the database refuses must not take the others with it.
				batch.forEach((one) -> writeSafely(List.of(one)));
			}
		}
		catch (DataAccessException | TransactionException ex) {
			// Without stack trace, because it repeats.
			logFailure(batch, ex.toString(), null);
		}
		catch (Throwable ex) {
			logFailure(batch, ex.toString(), ex);
		}
	}

	private void logFailure(List<Unwritten> batch, String failure, @Nullable Throwable trace) {
		long failures = this.failureLine.count();
		if (failures > 0) {
			LOG.warn(
					"Failed to write progress and log lines of {} attempts; retrying with the next renewal or at "
							+ "their end ({} failures since the last such line): {}",
					batch.size(), failures, failure, trace);
		}
	}

	private void writeNow(List<Unwritten> batch) {
		List<Boolean> written = this.rows.write(batch.stream().map(Unwritten::report).toList());
		List<Unwritten> dropped = new ArrayList<>();
		for (int i = 0; i < batch.size(); i++) {
			if (written.get(i)) {
				batch.get(i).written();
				if (batch.get(i).hasDropped()) {
					dropped.add(batch.get(i));
				}
			}
		}
		if (!dropped.isEmpty() && this.deleting.tryLock()) {
			try {
				this.rows.deleteDropped(dropped.stream().map(Unwritten::report).toList());
				dropped.forEach(Unwritten::deleted);
			}
			finally {
				this.deleting.unlock();
			}
		}
	}

}
