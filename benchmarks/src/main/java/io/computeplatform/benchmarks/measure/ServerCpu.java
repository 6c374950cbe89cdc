package io.computeplatform.benchmarks.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.linux.LinuxOperatingSystem;

/**
 * CPU time of a server on this machine, with its child processes. Available on Linux
 * only, and only if the user may see which process listens on the server's port.
 */
final class ServerCpu {

	private static final Path PROC = Path.of("/proc");

	/** Fields of {@code /proc/pid/stat} after the name of the command. */
	private static final int FIRST_TIME = 11;

	private static final int LAST_TIME = 14;

	private final ProcessHandle server;

	private ServerCpu(ProcessHandle server) {
		this.server = server;
	}

	static Optional<ServerCpu> listeningOn(InetAddress address, int port) throws IOException {
		if (!Files.isDirectory(PROC) || NetworkInterface.getByInetAddress(address) == null) {
			return Optional.empty();
		}
		return new SystemInfo().getOperatingSystem()
			.getInternetProtocolStats()
			.getConnections()
			.stream()
			.filter((connection) -> connection.getState() == TcpState.LISTEN && connection.getLocalPort() == port)
			.flatMap((connection) -> ProcessHandle.of(connection.getowningProcessId()).stream())
			.findFirst()
			.map(ServerCpu::new);
	}

	/** CPU time since the start of the server, in milliseconds. */
	long millis() throws IOException {
		long ticks = 0;
		for (long pid : LongStream
			.concat(LongStream.of(this.server.pid()), this.server.descendants().mapToLong(ProcessHandle::pid))
			.toArray()) {
			ticks += ticks(pid);
		}
		return ticks * 1000 / LinuxOperatingSystem.getHz();
	}

	/** The time of a process and of its children that have exited. */
	private static long ticks(long pid) throws IOException {
		String stat;
		try {
			stat = Files.readString(PROC.resolve(pid + "/stat"));
		}
		catch (NoSuchFileException ex) {
			// Its parent counts the time of a process that has exited.
			return 0;
		}
		return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "))
			.limit(LAST_TIME + 1)
			.skip(FIRST_TIME)
			.mapToLong(Long::parseLong)
			.sum();
	}

}
