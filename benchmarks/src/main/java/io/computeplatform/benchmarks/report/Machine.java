package io.computeplatform.benchmarks.report;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.rabbitmq.client.impl.ClientVersion;
import io.computeplatform.benchmarks.server.Servers;
import org.jobrunr.jobs.JobId;
import org.postgresql.util.DriverInfo;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringBootVersion;

/**
 * What was measured on.
 */
public final class Machine {

	private static final String[] SETTINGS = { "fsync", "synchronous_commit", "full_page_writes", "wal_level",
			"shared_buffers", "max_wal_size" };

	private Machine() {
	}

	/** What it is, by what kind of thing. */
	public static Map<String, String> describe(Servers servers) throws SQLException, IOException, TimeoutException {
		SystemInfo system = new SystemInfo();
		HardwareAbstractionLayer hardware = system.getHardware();
		Map<String, String> machine = new LinkedHashMap<>();
		machine.put("processor", "%s, %d cores".formatted(hardware.getProcessor().getProcessorIdentifier().getName(),
				hardware.getProcessor().getLogicalProcessorCount()));
		machine.put("memory", "%d GiB".formatted(Math.round(hardware.getMemory().getTotal() / Math.pow(2, 30))));
		machine.put("operating system", system.getOperatingSystem().toString());
		machine.put("Java", "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()));
		machine.put("PostgreSQL", postgres(servers));
		machine.put("broker", servers.rabbit().product());
		machine.put("libraries",
				"Spring Boot %s, Spring AMQP %s, RabbitMQ client %s, PostgreSQL JDBC %s, db-scheduler %s, JobRunr %s"
					.formatted(SpringBootVersion.getVersion(), version(RabbitTemplate.class), ClientVersion.VERSION,
							DriverInfo.DRIVER_VERSION, version(Scheduler.class), version(JobId.class)));
		return machine;
	}

	private static String version(Class<?> type) {
		return String.valueOf(type.getPackage().getImplementationVersion());
	}

	private static String postgres(Servers servers) throws SQLException {
		try (Connection connection = servers.postgres().connect(); Statement statement = connection.createStatement()) {
			StringBuilder text = new StringBuilder(connection.getMetaData().getDatabaseProductVersion());
			for (String setting : SETTINGS) {
				try (ResultSet rows = statement.executeQuery("show " + setting)) {
					rows.next();
					text.append(", ").append(setting).append(' ').append(rows.getString(1));
				}
			}
			return text.toString();
		}
	}

}
