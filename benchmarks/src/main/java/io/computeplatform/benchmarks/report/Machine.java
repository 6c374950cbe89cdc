package io.computeplatform.benchmarks.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.impl.ClientVersion;
import io.computeplatform.benchmarks.server.Servers;
import org.jobrunr.jobs.JobId;
import org.postgresql.util.DriverInfo;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringBootVersion;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * Describes the machine and its software.
 */
public final class Machine {

	private static final int FLUSHES = 200;

	private static final String[] SETTINGS = { "fsync", "synchronous_commit", "full_page_writes", "wal_level",
			"shared_buffers", "max_wal_size" };

	private Machine() {
	}

	/**
	 * Describes the machine: a description for each part.
	 * @param jvm options of each contender's JVM
	 * @param folder folder in which a flush is measured, preferably on the disk of the
	 * servers
	 */
	public static Map<String, String> describe(Servers servers, List<String> jvm, Path folder)
			throws SQLException, IOException, TimeoutException {
		SystemInfo system = new SystemInfo();
		HardwareAbstractionLayer hardware = system.getHardware();
		Map<String, String> machine = new LinkedHashMap<>();
		machine.put("CPU", "%s, %d cores".formatted(hardware.getProcessor().getProcessorIdentifier().getName(),
				hardware.getProcessor().getLogicalProcessorCount()));
		machine.put("memory", "%d GiB".formatted(Math.round(hardware.getMemory().getTotal() / Math.pow(2, 30))));
		machine.put("operating system", system.getOperatingSystem().toString());
		machine.put("flush of 8 KiB, on the disk of the build", "%d µs, median".formatted(flush(folder)));
		machine.put("Java", "%s %s, `%s` for each contender".formatted(System.getProperty("java.vm.name"),
				Runtime.version(), String.join(" ", jvm)));
		machine.put("PostgreSQL", postgres(servers));
		machine.put("broker", servers.rabbit().product());
		machine.put("libraries",
				"Spring Boot %s, Spring AMQP %s, RabbitMQ client %s, PostgreSQL JDBC %s, db-scheduler %s, JobRunr %s"
					.formatted(SpringBootVersion.getVersion(), version(RabbitTemplate.class), ClientVersion.VERSION,
							DriverInfo.DRIVER_VERSION, version("com.github.kagkarlsson/db-scheduler"),
							version(JobId.class)));
		return machine;
	}

	private static long flush(Path folder) throws IOException {
		Path file = Files.createTempFile(folder, "flush-", ".tmp");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			long[] nanos = new long[FLUSHES];
			for (int i = 0; i < FLUSHES; i++) {
				channel.write(ByteBuffer.allocate(8192), 0);
				long start = System.nanoTime();
				channel.force(false);
				nanos[i] = System.nanoTime() - start;
			}
			Arrays.sort(nanos);
			return TimeUnit.NANOSECONDS.toMicros(nanos[FLUSHES / 2]);
		}
		finally {
			Files.delete(file);
		}
	}

	private static String version(Class<?> type) {
		return String.valueOf(type.getPackage().getImplementationVersion());
	}

	/** The version in the properties that Maven adds to a jar. */
	private static String version(String artifact) throws IOException {
		return PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("META-INF/maven/" + artifact + "/pom.properties"))
			.getProperty("version");
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
