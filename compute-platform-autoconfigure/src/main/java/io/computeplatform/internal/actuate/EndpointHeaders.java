package io.computeplatform.internal.actuate;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.ExposableEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Response headers that keep browsers from showing this library's endpoints in a frame of
 * another site, and from running scripts other than the page's own files. Also for
 * applications without Spring Security.
 */
final class EndpointHeaders {

	private static final Map<String, String> HEADERS = Map.of("X-Frame-Options", "DENY", "X-Content-Type-Options",
			"nosniff", "Referrer-Policy", "no-referrer", "Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
					+ "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	EndpointHeaders(ObjectProvider<PathMappedEndpoints> endpoints) {
		this.endpoints = endpoints;
	}

	/**
	 * Sets the headers, if the path leads to an endpoint of this library.
	 * @param path decoded path of the request
	 * @param headers takes each header
	 */
	void write(String path, BiConsumer<String, String> headers) {
		if (this.endpoints.stream().anyMatch((each) -> leadsToOurs(each, path))) {
			HEADERS.forEach(headers);
		}
	}

	private static boolean leadsToOurs(PathMappedEndpoints endpoints, String path) {
		return StreamSupport.stream(endpoints.spliterator(), false)
			.filter(ExposableEndpoint.class::isInstance)
			.map((each) -> ((ExposableEndpoint<?>) each).getEndpointId())
			.filter((id) -> id.toLowerCaseString().startsWith("failedjobs")
					|| id.toLowerCaseString().startsWith("compute"))
			// A servlet's path may precede it.
			.anyMatch((id) -> path.contains(String.valueOf(endpoints.getPath(id))));
	}

}
