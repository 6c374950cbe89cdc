package io.computeplatform.torture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.RabbitServer;
import io.computeplatform.testing.TcpProxy;
import org.jspecify.annotations.Nullable;

/**
 * One worker or submitter: always the same way to database and broker, but one process
 * after the other. Thread-safe.
 */
final class Instance implements AutoCloseable {

	private static final List<String> SMALL = List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError");

	private final String name;

	private final TcpProxy database;

	private final TcpProxy broker;

	private final Map<String, String> environment;

	private final Map<String, String> settings;

	private final Set<Long> askedToStop = new TreeSet<>();

	private @Nullable JavaProcess process;

	private int ends;

	Instance(String name, PostgresServer postgres, RabbitServer rabbit, Map<String, String> environment,
			Map<String, String> common, Map<String, String> own) {
		this.name = name;
		this.database = TcpProxy.to(postgres.host(), postgres.port());
		this.broker = TcpProxy.to(rabbit.host(), rabbit.port());
		this.environment = environment;
		this.settings = new HashMap<>(common);
		this.settings.putAll(own);
		this.settings.put("spring.datasource.url",
				"jdbc:postgresql://%s:%d/%s?ApplicationName=%s%s".formatted(this.database.host(), this.database.port(),
						postgres.database(), name, postgres.parameters().replace('?', '&')));
		this.settings.put("spring.datasource.username", postgres.username());
		this.settings.put("spring.datasource.password", postgres.password());
		this.settings.put("spring.rabbitmq.host", this.broker.host());
		this.settings.put("spring.rabbitmq.port", String.valueOf(this.broker.port()));
		this.settings.put("spring.rabbitmq.username", rabbit.username());
		this.settings.put("spring.rabbitmq.password", rabbit.password());
	}

	String name() {
		return this.name;
	}

	TcpProxy database() {
		return this.database;
	}

	TcpProxy broker() {
		return this.broker;
	}

	synchronized void start() {
		this.process = JavaProcess.start(TortureMain.class, SMALL, this.environment, this.settings);
	}

	void awaitReady() {
		current().awaitLine("READY", Duration.ofMinutes(2));
	}

	/** Starts another process if this one has ended by itself. */
	synchronized void revive() {
		JavaProcess ended = this.process;
		if (ended != null && !ended.isAlive()) {
			this.ends++;
			start();
		}
	}

	synchronized void kill() {
		current().kill9();
		start();
	}

	/** Asks the process to stop, and starts another once it has. */
	synchronized void replace() {
		stop();
		start();
	}

	/**
	 * Asks the process to stop.
	 * @throws AssertionError if it does not within a minute
	 */
	synchronized void stop() {
		JavaProcess stopping = current();
		this.askedToStop.add(stopping.pid());
		signal(stopping, JavaProcess::sigterm);
		stopping.exitValue(Duration.ofMinutes(1));
		this.process = null;
	}

	synchronized void freeze(Duration time) throws InterruptedException {
		JavaProcess frozen = current();
		signal(frozen, JavaProcess::sigstop);
		Arena.pause(time);
		signal(frozen, JavaProcess::sigcont);
	}

	private static void signal(JavaProcess process, Consumer<JavaProcess> signal) {
		try {
			signal.accept(process);
		}
		catch (IllegalStateException ex) {
			if (process.isAlive()) {
				throw ex;
			}
			// One of its jobs was faster.
		}
	}

	private synchronized JavaProcess current() {
		if (this.process == null) {
			throw new IllegalStateException(this.name + " was not started");
		}
		return this.process;
	}

	long pid() {
		return current().pid();
	}

	/** How often a process ended by itself. */
	synchronized int ends() {
		return this.ends;
	}

	/** Processes that were asked to stop. */
	synchronized Set<Long> askedToStop() {
		return Set.copyOf(this.askedToStop);
	}

	@Override
	public synchronized void close() {
		if (this.process != null) {
			this.process.close();
		}
		this.database.close();
		this.broker.close();
	}

}
