package io.computeplatform.sample.documents;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.computeplatform.NonRetryableJobException;
import io.computeplatform.RetryLaterException;
import io.computeplatform.sample.server.DocumentServer;

import org.springframework.stereotype.Component;

/**
 * Downloads documents, and signals by its exception whether and when to retry.
 */
@Component
final class Downloads {

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final DocumentServer server;

	Downloads(DocumentServer server) {
		this.server = server;
	}

	String text(String document) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.server.uri(document)).timeout(Duration.ofSeconds(10)).build();
		HttpResponse<String> response = send(request);
		String answer = "HTTP %d: %s".formatted(response.statusCode(), response.body());
		switch (response.statusCode()) {
			case 200 -> {
				return response.body();
			}
			// The document does not exist, so a retry can't succeed.
			case 404, 410 -> throw new NonRetryableJobException(answer);
			case 429, 503 -> {
				Duration delay = RetryAfter.of(response.headers());
				if (delay != null) {
					throw new RetryLaterException(delay, answer);
				}
				throw new IOException(answer);
			}
			default -> throw new IOException(answer);
		}
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		try {
			return this.client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new IOException("Connection broke: " + ex.getMessage(), ex);
		}
	}

}
