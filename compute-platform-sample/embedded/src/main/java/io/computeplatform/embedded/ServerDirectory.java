package io.computeplatform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The directory of one PostgreSQL server, owned by the JVM that holds its lock. The
 * operating system releases the lock when the JVM is killed. The process that obtains it
 * can therefore stop a server left running there.
 */
final class ServerDirectory implements AutoCloseable {

	private static final Path BASE = Path.of(System.getProperty("java.io.tmpdir"),
			"compute-platform-" + System.getProperty("user.name"));

	private static final long STOP_SECONDS = 10;

	/**
	 * Closing a second handle of a lock file releases the lock of the whole JVM. A locked
	 * file is therefore never reopened.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path home;

	private final FileChannel lock;

	private final boolean temporary;

	private ServerDirectory(Path home, FileChannel lock, boolean temporary) {
		this.home = home;
		this.lock = lock;
		this.temporary = temporary;
		HELD.add(home);
	}

	static Path binaries() throws IOException {
		return base("binaries");
	}

	static synchronized ServerDirectory temporary() {
		try {
			Path parent = base("data");
			// One JVM at a time: a directory that another JVM has just created and not
			// yet locked looks stale.
			try (FileChannel guard = openLockFile(parent)) {
				guard.lock();
				deleteStale(parent);
				Path home = Files.createTempDirectory(parent, "postgres-");
				FileChannel lock = tryLock(home);
				if (lock == null) {
					throw new EmbeddedServerException("New directory '%s' is locked".formatted(home));
				}
				return new ServerDirectory(home, lock, true);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static synchronized ServerDirectory kept(Path directory) {
		try {
			Path home = Files.createDirectories(directory.toAbsolutePath()).toRealPath();
			FileChannel lock = tryLock(home);
			if (lock == null) {
				throw new EmbeddedServerException(
						"The PostgreSQL data in '%s' is in use by another process. Stop it first, or choose another directory."
							.formatted(home));
			}
			ServerDirectory kept = new ServerDirectory(home, lock, false);
			stopOrphan(kept.data());
			if (!Files.exists(kept.initialized())) {
				// The process that created this data was killed before initialization
				// completed.
				delete(kept.data());
			}
			return kept;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path data() {
		return this.home.resolve("data");
	}

	private Path initialized() {
		return this.home.resolve("initialized");
	}

	void markInitialized() throws IOException {
		Files.writeString(initialized(), "");
	}

	@Override
	public void close() {
		try (FileChannel release = this.lock) {
			if (this.temporary && release.isOpen()) {
				stopOrphan(data());
				deleteTemporary(this.home);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			HELD.remove(this.home);
		}
	}

	private static synchronized void deleteTemporary(Path home) throws IOException {
		try (FileChannel guard = openLockFile(base("data"))) {
			guard.lock();
			delete(home);
		}
	}

	/**
	 * A directory below one that only its owner can access, because PostgreSQL's binaries
	 * are unpacked into a world-writable directory.
	 */
	private static Path base(String name) throws IOException {
		Files.createDirectories(BASE);
		if (BASE.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			// Fails unless this user owns the directory.
			Files.setPosixFilePermissions(BASE, PosixFilePermissions.fromString("rwx------"));
		}
		return Files.createDirectories(BASE.resolve(name));
	}

	private static void deleteStale(Path parent) throws IOException {
		List<Path> homes;
		try (Stream<Path> children = Files.list(parent)) {
			homes = children.filter(Files::isDirectory).toList();
		}
		for (Path home : homes) {
			try (FileChannel lock = tryLock(home)) {
				if (lock != null) {
					stopOrphan(home.resolve("data"));
					delete(home);
				}
			}
		}
	}

	private static void stopOrphan(Path data) throws IOException {
		Path pidFile = data.resolve("postmaster.pid");
		if (!Files.exists(pidFile)) {
			return;
		}
		long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
		ProcessHandle orphan = ProcessHandle.of(pid).filter((process) -> serves(process, data)).orElse(null);
		if (orphan != null) {
			orphan.destroy();
			if (!awaitExit(orphan)) {
				orphan.destroyForcibly();
				if (!awaitExit(orphan)) {
					throw new EmbeddedServerException(
							"PostgreSQL with process id %d, left behind in '%s', does not stop".formatted(pid, data));
				}
			}
		}
	}

	/**
	 * A process id may have gone to another program since, even to another PostgreSQL.
	 */
	private static boolean serves(ProcessHandle process, Path data) {
		return process.info().commandLine().filter((line) -> line.contains(data.toString())).isPresent();
	}

	private static boolean awaitExit(ProcessHandle process) {
		try {
			process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EmbeddedServerException("Interrupted while stopping PostgreSQL", ex);
		}
		catch (ExecutionException ex) {
			throw new EmbeddedServerException("Could not wait for PostgreSQL to stop", ex);
		}
	}

	private static FileChannel openLockFile(Path directory) throws IOException {
		return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	private static @Nullable FileChannel tryLock(Path home) throws IOException {
		if (HELD.contains(home)) {
			return null;
		}
		FileChannel channel = openLockFile(home);
		if (channel.tryLock() != null) {
			return channel;
		}
		channel.close();
		return null;
	}

	private static void delete(Path directory) throws IOException {
		if (!Files.exists(directory)) {
			return;
		}
		List<Path> paths;
		try (Stream<Path> tree = Files.walk(directory)) {
			paths = tree.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path path : paths) {
			Files.deleteIfExists(path);
		}
	}

}
