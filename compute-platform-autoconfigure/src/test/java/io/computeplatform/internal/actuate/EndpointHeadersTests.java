package io.computeplatform.internal.actuate;

import java.net.http.HttpHeaders;

import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Headers that keep browsers from harm, without Spring Security.
 */
@WithTestEnvironment
class EndpointHeadersTests {

	private final TestEnvironment environment;

	EndpointHeadersTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, a=b", "SERVLET, management.server.port=0",
			"SERVLET, management.endpoints.web.base-path=/manage", "REACTIVE, a=b",
			"REACTIVE, management.server.port=0" })
	void endpointsSendThemAndNothingElseDoes(WebApplicationType type, String property) {
		try (HttpApplication application = HttpApplication.start(this.environment, type, WorkerMain.class, property,
				"management.endpoints.web.exposure.include=health,failedjobs,failedjobspage,computejobs,computequeues,computemessages")) {
			for (String path : new String[] { "failedjobs", "failedjobs/count", "failedjobspage", "%66ailedjobspage",
					"failedjobspage/page.js", "computejobs", "computequeues", "computemessages",
					"failedjobs/nothing" }) {
				Answer answer = application.get(path);
				assertThat(answer.status()).as(path).isIn(200, 400);
				assertSafe(answer.headers());
			}
			assertThat(application.get("health").headers().firstValue("X-Frame-Options")).isEmpty();
		}
	}

	private static void assertSafe(HttpHeaders headers) {
		assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
		assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
		assertThat(headers.allValues("Content-Security-Policy")).singleElement()
			.asString()
			.contains("default-src 'none'", "frame-ancestors 'none'");
	}

}
