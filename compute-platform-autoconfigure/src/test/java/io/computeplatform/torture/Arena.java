package io.computeplatform.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.PrivatePostgres;
import io.computeplatform.testing.PrivateRabbitMq;
import io.computeplatform.testing.TcpProxy;

/**
 * The servers and instances of one run, and how each fault is done to them. The first
 * worker and the first submitter are spared what ends a process: they are the survivors.
 */
final class Arena implements AutoCloseable {

	static final List<String> QUEUES = List.of(TortureMain.SWIFT, TortureMain.STRICT);

	/** What is no dead letter, but takes the place of one. */
	static final String FILLING = "filling";

	private static final int WORKERS = 3;

	private static final int SUBMITTERS = 2;

	private final PrivatePostgres postgres = PrivatePostgres.start();

	private final PrivateRabbitMq rabbit = PrivateRabbitMq.start();

	private final Path notes;

	private final List<Instance> workers;

	private final List<Instance> submitters;

	Arena(long seed, int jobsPerSecond) {
		try {
			this.notes = Files.createTempDirectory(Files.createDirectories(Path.of("target", "torture")), "notes-")
				.toAbsolutePath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.workers = IntStream.range(0, WORKERS)
			.mapToObj((i) -> instance("worker-" + i, (i == 1) ? Clocks.wrongBy("+7m") : Map.of(),
					TortureMain.worker(i == 0, i == 2)))
			.toList();
		this.submitters = IntStream.range(0, SUBMITTERS)
			.mapToObj((i) -> instance("submitter-" + i, (i == 1) ? Clocks.wrongBy("-7m") : Map.of(),
					TortureMain.submitter(jobsPerSecond / SUBMITTERS, seed * SUBMITTERS + i, i == 1)))
			.toList();
	}

	private Instance instance(String name, Map<String, String> environment, Map<String, String> own) {
		return new Instance(name, this.postgres.server(), this.rabbit.server(), environment,
				TortureMain.settings(this.notes), own);
	}

	/**
	 * Starts a worker, which creates the tables; the others once they are watched; and
	 * then those whose jobs may end a worker, also one that is about to be ready.
	 */
	void start(ObservedHistory evidence) {
		start(this.workers.subList(0, 1));
		evidence.watch();
		start(this.workers.subList(1, WORKERS));
		start(this.submitters);
	}

	private static void start(List<Instance> instances) {
		instances.forEach(Instance::start);
		instances.forEach(Instance::awaitReady);
	}

	PostgresServer database() {
		return this.postgres.server();
	}

	Path notes() {
		return this.notes;
	}

	List<Instance> instances() {
		return Stream.concat(this.workers.stream(), this.submitters.stream()).toList();
	}

	List<Instance> survivors() {
		return List.of(this.workers.get(0), this.submitters.get(0));
	}

	/** Does a fault, and undoes it unless it is over in a moment. */
	void carryOut(FaultPlan.Step step) throws InterruptedException {
		Instance any = instances().get(step.target() % instances().size());
		switch (step.fault()) {
			case KILL_WORKER -> mortal(this.workers, step.target()).kill();
			case TERM_WORKER -> mortal(this.workers, step.target()).replace();
			case KILL_SUBMITTER -> mortal(this.submitters, step.target()).kill();
			case TERM_SUBMITTER -> mortal(this.submitters, step.target()).replace();
			case FREEZE_WORKER -> this.workers.get(step.target() % WORKERS).freeze(TortureMain.LEASE.plus(step.hold()));
			case RESTART_BROKER -> this.rabbit.restart();
			case CRASH_DATABASE -> this.postgres.restart();
			case REFUSE_CONNECTIONS -> refuseConnections(step.hold());
			case STALL_DATABASE_FOR_ALL -> stallDatabaseForAll(step.hold());
			case PURGE_QUEUE -> purge(QUEUES.get(step.target() % QUEUES.size()));
			case FILL_DEAD_LETTER_QUEUES -> fillDeadLetterQueues(step.hold());
			case CUT_DATABASE -> cut(any.database(), step.hold());
			case CUT_BROKER -> cut(any.broker(), step.hold());
			case STALL_DATABASE -> stall(any.database(), step.hold());
			case STALL_BROKER -> stall(any.broker(), step.hold());
			case DELAY_DATABASE -> delay(any.database(), step.hold());
			case DELAY_BROKER -> delay(any.broker(), step.hold());
			case RESET_DATABASE -> any.database().reset();
			case RESET_BROKER -> any.broker().reset();
		}
	}

	private static Instance mortal(List<Instance> instances, int target) {
		return instances.get(1 + target % (instances.size() - 1));
	}

	/** What was sent while it was silent never arrives. */
	private static void cut(TcpProxy proxy, Duration hold) throws InterruptedException {
		proxy.stall();
		pause(hold.dividedBy(2));
		proxy.cut();
		proxy.resume();
		pause(hold.dividedBy(2));
		proxy.heal();
	}

	private static void stall(TcpProxy proxy, Duration hold) throws InterruptedException {
		proxy.stall();
		pause(hold);
		proxy.resume();
	}

	/** From about a quarter of a lease to five: connections stay open. */
	private void stallDatabaseForAll(Duration hold) throws InterruptedException {
		instances().forEach((instance) -> instance.database().stall());
		pause(hold.multipliedBy(TortureMain.LEASE.toMillis()).dividedBy(900));
		instances().forEach((instance) -> instance.database().resume());
	}

	private static void delay(TcpProxy proxy, Duration hold) throws InterruptedException {
		proxy.delay(Duration.ofMillis(30));
		pause(hold);
		proxy.delay(Duration.ZERO);
	}

	private void refuseConnections(Duration hold) throws InterruptedException {
		String database = database().database();
		try (Connection connection = database().connect("template1");
				Statement statement = connection.createStatement()) {
			statement.execute("alter database %s allow_connections false".formatted(database));
			statement.execute(
					"select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'".formatted(database));
			pause(hold);
			statement.execute("alter database %s allow_connections true".formatted(database));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Fills the dead-letter queues, which then refuse whatever comes. The limit leaves
	 * room for what comes before it is in force, and for what readers hold, of which a
	 * count of messages that wait knows nothing: a queue drops what is beyond it by then.
	 */
	private void fillDeadLetterQueues(Duration hold) throws InterruptedException {
		long limit = Collections.max(messages(QUEUES.stream().map((queue) -> queue + ".dlq").toList()).values())
				+ 1_000;
		this.rabbit.control("set_policy", "--apply-to", "queues", "full", "\\.dlq$",
				"{\"max-length\":%d,\"overflow\":\"reject-publish\"}".formatted(limit));
		inChannel((channel) -> {
			channel.confirmSelect();
			for (String queue : QUEUES) {
				while (isTaken(channel, queue + ".dlq")) {
					continue;
				}
			}
		});
		pause(hold);
		this.rabbit.control("clear_policy", "full");
	}

	/** How many messages each queue has, unacknowledged ones included. */
	Map<String, Integer> messages(List<String> queues) {
		return this.rabbit.control("list_queues", "-q", "name", "messages")
			.lines()
			.map((line) -> line.split("\t"))
			.filter((columns) -> queues.contains(columns[0]))
			.collect(Collectors.toMap((columns) -> columns[0], (columns) -> Integer.valueOf(columns[1])));
	}

	private static boolean isTaken(Channel channel, String queue) throws IOException {
		channel.basicPublish("", queue, new BasicProperties.Builder().messageId(FILLING).build(), new byte[0]);
		try {
			return channel.waitForConfirms(5000);
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IOException(ex);
		}
	}

	private void purge(String queue) {
		inChannel((channel) -> channel.queuePurge(queue));
	}

	void inChannel(ChannelWork work) {
		try (com.rabbitmq.client.Connection connection = this.rabbit.server().connect();
				Channel channel = connection.createChannel()) {
			work.accept(channel);
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How many channels the broker has open. */
	int channels() {
		return (int) this.rabbit.control("list_channels", "pid").lines().filter((line) -> line.startsWith("<")).count();
	}

	/**
	 * One for each consumer, and two more for each instance: its publisher and its relay.
	 */
	int channelsNeeded() {
		return WORKERS * TortureMain.CONSUMERS + instances().size() * 2;
	}

	void endSubmissions() {
		try {
			Files.createFile(this.notes.resolve(TortureMain.ENOUGH));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void pause(Duration time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
	}

	@Override
	public void close() {
		instances().forEach(Instance::close);
		this.rabbit.close();
		this.postgres.close();
	}

	/**
	 * Something done with a channel.
	 */
	interface ChannelWork {

		void accept(Channel channel) throws IOException;

	}

}
