package io.computeplatform.internal.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * An application with a web server, and a client of it.
 */
final class HttpApplication implements AutoCloseable {

	/**
	 * Property that lets Spring Security in, which is kept out otherwise.
	 */
	static final String SECURED = "spring.autoconfigure.exclude=";

	private final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final @Nullable String user;

	private HttpApplication(ConfigurableApplicationContext context, @Nullable String user) {
		this.context = context;
		this.user = user;
	}

	static HttpApplication start(TestEnvironment environment, String... properties) {
		return start(environment, WorkerMain.class, properties);
	}

	static HttpApplication start(TestEnvironment environment, Class<?> source, String... properties) {
		return start(environment, WebApplicationType.SERVLET, source, properties);
	}

	static HttpApplication start(TestEnvironment environment, WebApplicationType type, Class<?> source,
			String... properties) {
		Map<String, String> all = TestApplication.settings(environment);
		all.remove(TestApplication.JOBS_ONLY);
		all.put("server.port", "0");
		all.put("spring.autoconfigure.exclude", security());
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		return new HttpApplication(new SpringApplicationBuilder(source).web(type)
			.run(all.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new)), null);
	}

	private static String security() {
		return StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, HttpApplication.class.getClassLoader())
				.spliterator(), false)
			.filter((name) -> name.contains(".security."))
			.collect(Collectors.joining(","));
	}

	/**
	 * The same application, called by somebody whose password is the name.
	 */
	HttpApplication as(String user) {
		return new HttpApplication(this.context, user);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Where the endpoints are.
	 */
	String address() {
		Environment environment = this.context.getEnvironment();
		return "http://localhost:" + environment.getProperty("local.management.port")
				+ environment.getProperty("management.endpoints.web.base-path", "/actuator") + "/";
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
		if (this.user != null) {
			request.header("Authorization", "Basic " + Base64.getEncoder()
				.encodeToString((this.user + ":" + this.user).getBytes(StandardCharsets.UTF_8)));
		}
		try {
			HttpResponse<String> response = this.client.send(
					request.uri(URI.create(address() + path)).timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
					response.body(), response.headers());
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

	record Answer(int status, String type, String body, HttpHeaders headers) {

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
