package io.computeplatform.sample.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.computeplatform.sample.server.Hiccups.Hiccup;

/**
 * Answers a request for one document, or simulates a failure.
 */
final class DocumentHandler implements HttpHandler {

	private final Texts texts;

	private final Hiccups hiccups;

	private final Duration retryAfter;

	private volatile boolean down;

	private volatile boolean repaired;

	DocumentHandler(Texts texts, Hiccups hiccups, Duration retryAfter) {
		this.texts = texts;
		this.hiccups = hiccups;
		this.retryAfter = retryAfter;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			answer(exchange, path.substring(exchange.getHttpContext().getPath().length()));
		}
	}

	void breakDown(HttpExchange exchange) throws IOException {
		change(exchange, () -> this.down = true, "Every request fails from now on.\n");
	}

	void repair(HttpExchange exchange) throws IOException {
		change(exchange, () -> {
			this.down = false;
			this.repaired = true;
		}, "The server works again, including '%s'.\n".formatted(Texts.BROKEN));
	}

	private static void change(HttpExchange exchange, Runnable change, String done) throws IOException {
		try (exchange) {
			if (!exchange.getRequestMethod().equals("POST")) {
				send(exchange, 405, "Use POST.\n");
				return;
			}
			change.run();
			send(exchange, 200, done);
		}
	}

	private void answer(HttpExchange exchange, String document) throws IOException {
		if (this.down) {
			send(exchange, 500, "The disk does not answer.");
			return;
		}
		if (document.equals(Texts.BROKEN) && !this.repaired) {
			send(exchange, 500, "The disk has a bad sector here.");
			return;
		}
		byte[] text = this.texts.read(document);
		if (text == null) {
			send(exchange, 404, "There is no such document.");
			return;
		}
		// Once repaired it never fails: a retry then completes the job.
		Hiccup hiccup = document.equals(Texts.BROKEN) ? Hiccup.NONE : this.hiccups.next(document);
		switch (hiccup) {
			case NONE -> send(exchange, 200, text, text.length);
			case CUT -> send(exchange, 200, text, text.length / 2);
			case BUSY -> {
				exchange.getResponseHeaders().set("Retry-After", String.valueOf(this.retryAfter.toSeconds()));
				send(exchange, 503, "Too many readers at the moment.");
			}
		}
	}

	private static void send(HttpExchange exchange, int status, String message) throws IOException {
		byte[] body = message.getBytes(StandardCharsets.UTF_8);
		send(exchange, status, body, body.length);
	}

	/**
	 * Sending fewer bytes than announced closes the connection, so the client sees a
	 * truncated response.
	 */
	private static void send(HttpExchange exchange, int status, byte[] body, int bytesSent) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body, 0, bytesSent);
		exchange.getResponseBody().flush();
	}

}
