package io.computeplatform.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with a web server, and a client of it.
 */
final class HttpApplication implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final String address;

	private HttpApplication(ConfigurableApplicationContext context) {
		this.context = context;
		this.address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator/";
	}

	static HttpApplication start(TestEnvironment environment, String... properties) {
		return start(environment, WorkerMain.class, properties);
	}

	static HttpApplication start(TestEnvironment environment, Class<?> source, String... properties) {
		Map<String, String> all = TestApplication.settings(environment);
		all.put("server.port", "0");
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		return new HttpApplication(new SpringApplicationBuilder(source).web(WebApplicationType.SERVLET)
			.run(all.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new)));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	Answer get(String path) {
		return send(HttpRequest.newBuilder().GET(), path);
	}

	Answer post(String path, String json) {
		return post(path, "application/json", json);
	}

	Answer post(String path, @Nullable String type, String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder()
			.POST(body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
		return send((type != null) ? request.header("Content-Type", type) : request, path);
	}

	private Answer send(HttpRequest.Builder request, String path) {
		try {
			HttpResponse<String> response = this.client.send(
					request.uri(URI.create(this.address + path)).timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("The test was interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	record Answer(int status, String body) {

		JsonNode json() {
			try {
				return new ObjectMapper().readTree(this.body);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
