package io.computeplatform.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

import com.rabbitmq.client.ConnectionFactory;
import com.sun.management.OperatingSystemMXBean;
import io.computeplatform.benchmarks.server.Sandbox;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.util.GlobalConfig;

/**
 * Cost of jobs: CPU time of this process, of the servers and of the whole machine, and
 * WAL bytes of PostgreSQL.
 */
final class Costs implements AutoCloseable {

	private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final CentralProcessor processor;

	private final Connection connection;

	private final Map<String, ServerCpu> servers = new LinkedHashMap<>();

	private Used before;

	Costs(Sandbox sandbox) throws SQLException, IOException {
		this.connection = sandbox.connect();
		add("PostgreSQL", InetAddress.getByName(text("select host(inet_server_addr())")),
				Integer.parseInt(text("select inet_server_port()")));
		ConnectionFactory broker = sandbox.broker();
		add("RabbitMQ", InetAddress.getByName(broker.getHost()), broker.getPort());
		// Limits the time for which OSHI caches readings.
		GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 1);
		this.processor = new SystemInfo().getHardware().getProcessor();
		this.before = used();
	}

	private void add(String server, InetAddress address, int port) throws IOException {
		ServerCpu.listeningOn(address, port).ifPresent((found) -> this.servers.put(server, found));
	}

	void start() throws SQLException, IOException {
		this.before = used();
	}

	/** The cost per job since the start. */
	List<Reading> each(int jobs) throws SQLException, IOException {
		Used now = used();
		List<Reading> readings = new ArrayList<>();
		double application = (now.process - this.before.process) / 1e6;
		readings.add(cpu("the application", application, jobs));
		double all = application;
		for (Entry<String, Long> server : now.servers.entrySet()) {
			double millis = server.getValue() - this.before.servers.getOrDefault(server.getKey(), 0L);
			readings.add(cpu(server.getKey(), millis, jobs));
			all += millis;
		}
		if (!now.servers.isEmpty()) {
			// Other processes do not disturb it, but the kernel's own threads are
			// missing.
			readings.add(cpu("the application and the servers", all, jobs));
		}
		readings.add(cpu("the whole machine", now.machine - this.before.machine, jobs));
		readings.add(new Reading("WAL bytes", Unit.PER_JOB, (double) (now.walBytes - this.before.walBytes) / jobs));
		return readings;
	}

	private static Reading cpu(String of, double millis, int jobs) {
		return new Reading("CPU time of " + of, Unit.MICROSECONDS_PER_JOB, millis * 1e3 / jobs);
	}

	/** The cost per second since the start, while no job runs. */
	List<Reading> idle(int seconds) throws SQLException, IOException {
		Used now = used();
		double process = (now.process - this.before.process) / 1e6;
		return List.of(new Reading("CPU time of the idle application", Unit.MILLISECONDS_PER_SECOND, process / seconds),
				new Reading("CPU time of the idle machine", Unit.MILLISECONDS_PER_SECOND,
						(double) (now.machine - this.before.machine) / seconds),
				new Reading("transactions while idle", Unit.PER_SECOND,
						(double) (now.transactions - this.before.transactions) / seconds));
	}

	private Used used() throws SQLException, IOException {
		long[] ticks = this.processor.getSystemCpuLoadTicks();
		long busy = 0;
		for (TickType type : TickType.values()) {
			if (type != TickType.IDLE && type != TickType.IOWAIT && type != TickType.STEAL) {
				busy += ticks[type.getIndex()];
			}
		}
		Map<String, Long> byServer = new LinkedHashMap<>();
		for (Entry<String, ServerCpu> server : this.servers.entrySet()) {
			byServer.put(server.getKey(), server.getValue().millis());
		}
		return new Used(this.process.getProcessCpuTime(), byServer, busy,
				number("select pg_current_wal_insert_lsn() - '0/0'"), number("""
						select xact_commit + xact_rollback from pg_stat_database
						where datname = current_database()"""));
	}

	private long number(String sql) throws SQLException {
		return Long.parseLong(text(sql));
	}

	private String text(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getString(1);
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
	 * @param servers CPU time by server in milliseconds
	 * @param machine CPU time of the machine in milliseconds
	 * @param walBytes position in the WAL
	 * @param transactions committed and rolled back in this database; PostgreSQL counts
	 * some with a delay
	 */
	private record Used(long process, Map<String, Long> servers, long machine, long walBytes, long transactions) {

	}

}
