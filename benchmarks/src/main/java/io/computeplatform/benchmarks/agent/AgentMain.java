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

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Place;
import org.jspecify.annotations.Nullable;

/**
 * The process of a contender: prints how it is reached, and ends with whoever started it.
 */
final class AgentMain implements Agent {

	/** Or it might be collected, because nobody here refers to it. */
	private static @Nullable Agent exported;

	private final Contenders contender;

	private AgentMain(Contenders contender) {
		this.contender = contender;
	}

	@Override
	public List<Reading> take(Measure measure, Place place) {
		try {
			return measure.take(this.contender, place);
		}
		catch (Exception ex) {
			// As text: the class of what was thrown may be unknown to the caller.
			StringWriter trace = new StringWriter();
			ex.printStackTrace(new PrintWriter(trace));
			throw new IllegalStateException(trace.toString());
		}
	}

	public static void main(String[] arguments) throws IOException {
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
