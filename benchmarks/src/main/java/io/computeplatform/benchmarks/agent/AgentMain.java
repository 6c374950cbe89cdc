package io.computeplatform.benchmarks.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.rmi.Remote;
import java.rmi.server.UnicastRemoteObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Memory;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.WorkerGroup;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * The process of a contender: prints how it is reached, and ends with whoever started it.
 */
final class AgentMain implements Agent {

	/** Or it might be collected, because nobody here refers to it. */
	private static @Nullable Agent exported;

	private final Contenders contender;

	private volatile @Nullable WorkerGroup shift;

	private AgentMain(Contenders contender) {
		this.contender = contender;
	}

	@Override
	public List<Reading> take(Measure measure, Sandbox place) {
		return attempt(() -> measure.take(this.contender, place));
	}

	@Override
	public void startShift(Sandbox place, int workers, int jobs) {
		attempt(() -> {
			WorkerGroup started = WorkerGroup.start(this.contender, place, workers, jobs);
			this.shift = started;
			started.awaitHeld();
			return true;
		});
	}

	@Override
	public void releaseShift() {
		shift().release();
	}

	@Override
	public int doneInShift() {
		return shift().done();
	}

	@Override
	public void awaitRecorded(int jobs) {
		attempt(() -> {
			shift().awaitRecorded(jobs);
			return true;
		});
	}

	@Override
	public Share endShift() {
		return attempt(() -> {
			WorkerGroup ended = shift();
			ended.close();
			return ended.share();
		});
	}

	private WorkerGroup shift() {
		return Objects.requireNonNull(this.shift, "No shift was started");
	}

	@Override
	public List<Reading> peakMemory(String metric) {
		return attempt(() -> Memory.peak(metric).stream().toList());
	}

	private static <T> T attempt(Callable<T> call) {
		try {
			return call.call();
		}
		catch (Exception ex) {
			StringWriter trace = new StringWriter();
			ex.printStackTrace(new PrintWriter(trace));
			throw new IllegalStateException(trace.toString());
		}
	}

	public static void main(String[] arguments) throws IOException {
		Locale.setDefault(Locale.ROOT);
		exported = new AgentMain(Contenders.valueOf(arguments[0]));
		Remote stub = UnicastRemoteObject.exportObject(exported, 0);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(stub);
		}
		System.out.println(Base64.getEncoder().encodeToString(bytes.toByteArray()));
		System.setOut(System.err);
		while (System.in.read() >= 0) {
			// Until its parent closes it, or dies.
		}
		Runtime.getRuntime().halt(0);
	}

}
