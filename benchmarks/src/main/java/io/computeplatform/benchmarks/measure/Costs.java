package io.computeplatform.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import io.computeplatform.benchmarks.server.Sandbox;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.util.GlobalConfig;

/**
 * Cost of jobs: CPU time of this process and of the whole machine, and WAL bytes of
 * PostgreSQL.
 */
final class Costs implements AutoCloseable {

	private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final CentralProcessor processor;

	private final Connection connection;

	private Used before;

	Costs(Sandbox sandbox) throws SQLException {
		this.connection = sandbox.connect();
		// Limits the time for which OSHI caches readings.
		GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 1);
		this.processor = new SystemInfo().getHardware().getProcessor();
		this.before = used();
	}

	void start() throws SQLException {
		this.before = used();
	}

	/** The cost per job since the start. */
	List<Reading> each(int jobs) throws SQLException {
		Used now = used();
		double process = (now.process - this.before.process) / 1e3;
		double machine = (now.machine - this.before.machine) * 1e3;
		return List.of(new Reading("CPU time of the application", Unit.MICROSECONDS_PER_JOB, process / jobs),
				new Reading("CPU time of the whole machine", Unit.MICROSECONDS_PER_JOB, machine / jobs),
				new Reading("WAL bytes", Unit.PER_JOB, (double) (now.walBytes - this.before.walBytes) / jobs));
	}

	/** The cost per second since the start, while no job runs. */
	List<Reading> idle(int seconds) throws SQLException {
		Used now = used();
		double process = (now.process - this.before.process) / 1e6;
		return List.of(new Reading("CPU time of the idle application", Unit.MILLISECONDS_PER_SECOND, process / seconds),
				new Reading("CPU time of the idle machine", Unit.MILLISECONDS_PER_SECOND,
						(double) (now.machine - this.before.machine) / seconds),
				new Reading("transactions while idle", Unit.PER_SECOND,
						(double) (now.transactions - this.before.transactions) / seconds));
	}

	private Used used() throws SQLException {
		long[] ticks = this.processor.getSystemCpuLoadTicks();
		long busy = 0;
		for (TickType type : TickType.values()) {
			if (type != TickType.IDLE && type != TickType.IOWAIT && type != TickType.STEAL) {
				busy += ticks[type.getIndex()];
			}
		}
		return new Used(this.process.getProcessCpuTime(), busy, number("select pg_current_wal_insert_lsn() - '0/0'"),
				number("""
						select xact_commit + xact_rollback from pg_stat_database
						where datname = current_database()"""));
	}

	private long number(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

	/**
	 * Counters.
	 *
	 * @param process CPU time of this process in nanoseconds
	 * @param machine CPU time of the machine in milliseconds
	 * @param walBytes position in the WAL
	 * @param transactions committed and rolled back in this database; PostgreSQL counts
	 * some with a delay
	 */
	private record Used(long process, long machine, long walBytes, long transactions) {

	}

}
