package io.computeplatform.internal.actuate;

import java.util.UUID;

import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint on WebFlux, where no thread knows the caller.
 */
@WithTestEnvironment
class ReactiveEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=failedjobs,computejobs";

	private static final String DISCARD_NONE = "{\"action\":\"discard\",\"expectedCount\":0,\"actor\":\"mallory\"}";

	private final TestEnvironment environment;

	ReactiveEndpointTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void endpointAnswersAsOnMvc() {
		try (HttpApplication application = start(WorkerMain.class, EXPOSED)) {
			assertThat(application.get("failedjobs/count?queue=work").body()).isEqualTo("{\"count\":0}");
			assertThat(application.get("computejobs/count?queue=work").body())
				.isEqualTo("{\"count\":0,\"exact\":true}");
			assertThat(application.get("computejobs?status=lost").status()).isEqualTo(400);
			assertThat(application.get("computejobs/" + UUID.randomUUID()).status()).isEqualTo(404);
			Answer refusal = application.get("failedjobs?minTries=abc");
			assertThat(refusal.status()).isEqualTo(400);
			assertThat(refusal.json().path("message").asText()).contains("minTries 'abc'", "0 or more");
			String unknown = "failedjobs/" + UUID.randomUUID();
			assertThat(application.get(unknown).status()).isEqualTo(404);
			assertThat(application.post(unknown, "{\"action\":\"retry\"}").status()).isEqualTo(404);
			assertThat(application.post(unknown, null, "{\"action\":\"retry\"}").status()).isEqualTo(415);
			String operation = application.post("failedjobs", DISCARD_NONE).json().path("operation").asText();
			assertThat(application.get("failedjobs/operations/" + operation).json().path("action").asText())
				.isEqualTo("discard");
			assertThat(application.bean(AuditLog.class).entries(1, null)).extracting(AuditEntry::actor)
				.containsExactly("mallory");
		}
	}

	@Test
	void callerThatSpringSecurityKnowsGoesBeforeItsWord() {
		try (HttpApplication application = start(Secured.class, EXPOSED, HttpApplication.SECURED)) {
			assertThat(application.get("failedjobs").status()).isEqualTo(401);
			assertThat(application.as("reader").get("failedjobs").status()).isEqualTo(200);
			assertThat(application.as("reader").post("failedjobs", DISCARD_NONE).status()).isEqualTo(403);
			assertThat(application.as("anna").post("failedjobs", DISCARD_NONE).status()).isEqualTo(200);
			assertThat(application.bean(AuditLog.class).entries(1, null)).extracting(AuditEntry::actor)
				.containsExactly("anna");
		}
	}

	private HttpApplication start(Class<?> source, String... properties) {
		return HttpApplication.start(this.environment, WebApplicationType.REACTIVE, source, properties);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(WorkerMain.class)
	static class Secured {

		@Bean
		SecurityWebFilterChain jobEndpoints(ServerHttpSecurity http) {
			return http
				.authorizeExchange((exchanges) -> exchanges.pathMatchers(HttpMethod.GET)
					.authenticated()
					.anyExchange()
					.hasRole("JOB_ADMINISTRATOR"))
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("reader").password("{noop}reader").roles("JOB_READER").build(),
					User.withUsername("anna").password("{noop}anna").roles("JOB_ADMINISTRATOR").build());
		}

	}

}
