package io.computeplatform.sample.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;

import org.springframework.stereotype.Component;

/**
 * Serves texts on a free loopback port, with simulated failures.
 */
@Component
public final class DocumentServer implements AutoCloseable {

	private static final String PATH = "/documents/";

	private static final String BREAK_PATH = "/break";

	private static final String REPAIR_PATH = "/repair";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final List<String> documents;

	private final String description;

	DocumentServer(DocumentServerProperties properties) throws IOException {
		Texts texts = Texts.of(properties.folder());
		this.documents = texts.names();
		this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		this.server.setExecutor(this.threads);
		DocumentHandler handler = new DocumentHandler(texts, new Hiccups(properties.failureShare(), properties.seed()),
				properties.retryAfter());
		this.server.createContext(PATH, handler);
		this.server.createContext(BREAK_PATH, handler::breakDown);
		this.server.createContext(REPAIR_PATH, handler::repair);
		this.server.start();
		this.description = "%s; %.0f %% of the requests fail, '%s' always fails".formatted(
				(properties.folder() != null) ? "from " + properties.folder() : "included in the sample",
				100 * properties.failureShare(), Texts.BROKEN);
	}

	/**
	 * Names of all documents, including the one that fails until the server is repaired.
	 */
	public List<String> documents() {
		return this.documents;
	}

	/**
	 * URI of a document, whether it exists or not.
	 */
	public URI uri(String document) {
		return at(PATH + document);
	}

	/**
	 * A POST to this URI makes all requests fail.
	 */
	public URI breakUri() {
		return at(BREAK_PATH);
	}

	/**
	 * A POST to this URI ends all failures except random ones.
	 */
	public URI repairUri() {
		return at(REPAIR_PATH);
	}

	private URI at(String path) {
		try {
			return new URI("http", null, "127.0.0.1", this.server.getAddress().getPort(), path, null, null);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("'%s' is no path".formatted(path), ex);
		}
	}

	/**
	 * Describes the source of the documents and the failures, for the console.
	 */
	public String description() {
		return this.description;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdown();
	}

}
