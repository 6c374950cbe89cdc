package io.computeplatform.internal.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * A page for browsers. It uses the endpoints "failedjobs", "computequeues" and
 * "computemessages", with the rights that its user has there.
 */
@WebEndpoint(id = "failedjobspage")
final class FailedJobsPageEndpoint {

	private static final String HTML = "text/html;charset=UTF-8";

	private static final String CSS = "text/css;charset=UTF-8";

	private static final String SCRIPT = "text/javascript;charset=UTF-8";

	/**
	 * The files that are served.
	 */
	private static final Map<String, String> FILES = Map.of("page.css", CSS, "page.js", SCRIPT, "filters.js", SCRIPT,
			"jobs.js", SCRIPT, "operations.js", SCRIPT, "queues.js", SCRIPT, "messages.js", SCRIPT);

	/**
	 * Shows the page.
	 * @return HTML
	 */
	@ReadOperation(produces = HTML)
	public WebEndpointResponse<Resource> page() {
		return file("index.html", HTML);
	}

	/**
	 * Returns a file of the page.
	 * @param file name of the file
	 * @return the file, or 404
	 */
	@ReadOperation(produces = { CSS, SCRIPT })
	public WebEndpointResponse<Resource> file(@Selector String file) {
		String type = FILES.get(file);
		return (type != null) ? file(file, type) : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private WebEndpointResponse<Resource> file(String name, String type) {
		return new WebEndpointResponse<>(new ClassPathResource("page/" + name, FailedJobsPageEndpoint.class),
				MimeType.valueOf(type));
	}

}
