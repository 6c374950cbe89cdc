package io.computeplatform.benchmarks.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Handle of a contender's process.
 */
public final class AgentProcess implements AutoCloseable {

	private final Contenders contender;

	private final Process process;

	private final Path log;

	private final Agent agent;

	private AgentProcess(Contenders contender, Process process, Path log, Agent agent) {
		this.contender = contender;
		this.process = process;
		this.log = log;
		this.agent = agent;
	}

	static AgentProcess start(Contenders contender, List<String> jvm, Path logs)
			throws IOException, ClassNotFoundException {
		Files.createDirectories(logs);
		Path log = Files.createTempFile(logs, contender + "-", ".log");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvm);
		command.addAll(List.of("-Djava.rmi.server.hostname=127.0.0.1", "-cp", System.getProperty("java.class.path"),
				AgentMain.class.getName(), contender.name()));
		Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
		String line = process.inputReader().readLine();
		if (line == null) {
			throw new IOException("%s did not start, see %s".formatted(contender, log));
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(line)))) {
			return new AgentProcess(contender, process, log, (Agent) in.readObject());
		}
	}

	public Contenders contender() {
		return this.contender;
	}

	/**
	 * Runs a measure.
	 * @throws AgentException if that fails; the process must not be used afterwards
	 */
	public List<Reading> run(Measure measure, Sandbox sandbox) {
		return call(measure.toString(), (remote) -> remote.run(measure, sandbox));
	}

	/**
	 * Calls the process.
	 * @param what description for the message of an exception
	 * @throws AgentException if that fails; the process must not be used afterwards
	 */
	public <T> T call(String what, Call<T> call) {
		try {
			return call.on(this.agent);
		}
		catch (RemoteException | IllegalStateException ex) {
			throw new AgentException("%s failed at %s, see %s".formatted(this.contender.title(), what, this.log), ex);
		}
	}

	/**
	 * Calls the process without a result.
	 * @see #call(String, Call)
	 */
	public void run(String what, Action action) {
		call(what, (remote) -> {
			action.on(remote);
			return true;
		});
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * A remote call with a result.
	 */
	@FunctionalInterface
	public interface Call<T> {

		T on(Agent agent) throws RemoteException;

	}

	/**
	 * A remote call without a result.
	 */
	@FunctionalInterface
	public interface Action {

		void on(Agent agent) throws RemoteException;

	}

}
