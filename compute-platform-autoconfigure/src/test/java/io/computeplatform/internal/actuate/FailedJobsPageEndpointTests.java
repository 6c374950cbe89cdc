package io.computeplatform.internal.actuate;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.RequiresBrowser;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page where it is served, as applications are set up.
 */
@WithTestEnvironment
class FailedJobsPageEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=failedjobs,failedjobspage";

	private static final String ONE_TRY = "compute.async.max-retries=0";

	private final TestEnvironment environment;

	FailedJobsPageEndpointTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void nobodySeesThePageUnlessItIsExposed() {
		try (HttpApplication application = HttpApplication.start(this.environment,
				"management.endpoints.web.exposure.include=failedjobs")) {
			assertThat(application.get("failedjobspage").status()).isEqualTo(404);
			assertThat(application.get("failedjobspage/page.js").status()).isEqualTo(404);
		}
	}

	@Test
	void filesOfThePageAreServedAndNothingElse() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			Answer page = application.get("failedjobspage");
			assertThat(page.type()).isEqualToIgnoringCase("text/html;charset=UTF-8");
			List<String> files = Pattern.compile("(?:src|href)=\"(failedjobspage/[^\"]+)\"")
				.matcher(page.body())
				.results()
				.map((MatchResult file) -> file.group(1))
				.toList();
			assertThat(files).contains("failedjobspage/page.css", "failedjobspage/page.js").allSatisfy((file) -> {
				Answer answer = application.get(file);
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.type())
					.isEqualToIgnoringCase((file.endsWith(".css") ? "text/css" : "text/javascript") + ";charset=UTF-8");
				// Each would make markup, or a script, of what a job says.
				assertThat(answer.body()).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML",
						"document.write", "eval(", "srcdoc");
			});
			for (String file : List.of("index.html", "PAGE.JS", "page.js/", "", "..", "../page.js", "x/page.js",
					"page.js%00", "%2e%2e%2fFailedJobsEndpoint.class", "..%2fFailedJobsEndpoint.class",
					"%2fetc%2fpasswd", "..%5cpage.js")) {
				assertThat(application.get("failedjobspage/" + file).status()).as(file).isIn(400, 404);
			}
		}
	}

	@Test
	void pageNeedsNoScriptOrStyleWithinIt() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED)) {
			assertThat(application.get("failedjobspage").body()).contains("default-src 'none'")
				.doesNotContain("<style", "style=", "javascript:")
				.doesNotContainPattern("<script(?![^>]* src=)")
				.doesNotContainPattern("\\son[a-z]+=");
		}
	}

	@Test
	@RequiresBrowser
	void pageWorksBehindAnotherPathAndPort() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED, ONE_TRY,
				"management.server.port=0", "management.endpoints.web.base-path=/internal/manage")) {
			assertJobIsRetried(application);
		}
	}

	@Test
	@RequiresBrowser
	void pageWorksOnWebFlux() {
		try (HttpApplication application = HttpApplication.start(this.environment, WebApplicationType.REACTIVE,
				WorkerMain.class, EXPOSED, ONE_TRY)) {
			assertThat(application.get("failedjobspage").type()).isEqualToIgnoringCase("text/html;charset=UTF-8");
			assertThat(application.get("failedjobspage/x.js").status()).isEqualTo(404);
			assertJobIsRetried(application);
		}
	}

	@Test
	@RequiresBrowser
	void pageSendsTheCsrfTokenOfTheCookie() {
		try (HttpApplication application = HttpApplication.start(this.environment, TokenInCookie.class,
				HttpApplication.SECURED, EXPOSED, ONE_TRY)) {
			assertJobIsRetried(application);
		}
	}

	@Test
	@RequiresBrowser
	void tokenThatThePageCanNotGetIsSaidToBeMissing() {
		try (HttpApplication application = HttpApplication.start(this.environment, TokenInSession.class,
				HttpApplication.SECURED, EXPOSED, ONE_TRY)) {
			assertRetryIsRefused(application, "Nothing was done: you may not change this (403)",
					"no cookie XSRF-TOKEN");
		}
	}

	@Test
	@RequiresBrowser
	void changesThatAreClosedAreSaidToBeClosed() {
		try (HttpApplication application = HttpApplication.start(this.environment, EXPOSED, ONE_TRY,
				"management.endpoint.failedjobs.access=read-only")) {
			assertRetryIsRefused(application, "Nothing was done: changes are disabled (40",
					"management.endpoint.failedjobs.access=unrestricted");
		}
	}

	@ParameterizedTest
	@RequiresBrowser
	@ValueSource(strings = { "failedjobs", "computequeues" })
	void endpointThatIsNotExposedIsNamed(String endpoint) {
		try (HttpApplication application = HttpApplication.start(this.environment,
				"management.endpoints.web.exposure.include=failedjobspage"); Browser browser = new Browser()) {
			browser.open(application.address() + "failedjobspage"
					+ (endpoint.equals("computequeues") ? "#queues" : "#groups"));
			browser.awaitText("Not found (404). Is the endpoint " + endpoint + " exposed?");
			browser.assertRefused(404);
		}
	}

	private static void assertJobIsRetried(HttpApplication application) {
		JobId id = fail(application);
		try (Browser browser = new Browser()) {
			browser.open(application.address() + "failedjobspage");
			browser.click("IllegalStateException at WorkExecutor.fail");
			browser.awaitText("Try 1 failed on purpose");
			browser.open(application.address() + "failedjobspage#job/" + id);
			browser.click("Retry");
			browser.awaitText("queued for one more attempt");
		}
		await(application, id, JobStatus.COMPLETE);
	}

	private static void assertRetryIsRefused(HttpApplication application, String... why) {
		JobId id = fail(application);
		try (Browser browser = new Browser()) {
			browser.open(application.address() + "failedjobspage#job/" + id);
			browser.click("Retry");
			browser.awaitText(why);
			browser.assertRefused(403, 404, 405);
		}
		assertThat(application.bean(AsyncPlatform.class).find(id).orElseThrow().status()).isEqualTo(JobStatus.FAILED);
	}

	private static JobId fail(HttpApplication application) {
		JobId id = application.bean(AsyncPlatform.class).submit("work", Work.failBefore(2));
		await(application, id, JobStatus.FAILED);
		return id;
	}

	private static void await(HttpApplication application, JobId id, JobStatus status) {
		Awaitility.await().until(() -> application.bean(AsyncPlatform.class).find(id).orElseThrow().status() == status);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(WorkerMain.class)
	static class TokenInCookie {

		@Bean
		SecurityFilterChain everything(HttpSecurity http) throws Exception {
			return chain(http, CookieCsrfTokenRepository.withHttpOnlyFalse());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WorkerMain.class)
	static class TokenInSession {

		@Bean
		SecurityFilterChain everything(HttpSecurity http) throws Exception {
			return chain(http, new HttpSessionCsrfTokenRepository());
		}

	}

	private static SecurityFilterChain chain(HttpSecurity http, CsrfTokenRepository tokens) throws Exception {
		CsrfTokenRequestAttributeHandler handler = new CsrfTokenRequestAttributeHandler();
		// With each answer, not only where a form asks for it.
		handler.setCsrfRequestAttributeName(null);
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf((csrf) -> csrf.csrfTokenRepository(tokens).csrfTokenRequestHandler(handler))
			.build();
	}

}
