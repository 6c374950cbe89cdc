package io.computeplatform.internal.actuate;

import java.util.List;
import java.util.UUID;

import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditLog;
import io.computeplatform.control.QueueControl;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of docs/administration.md, on a real Spring Security.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class EndpointSecurityTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=failedjobs,computejobs,computequeues,computemessages,failedjobspage";

	private static final String DISCARD_NONE = "{\"action\":\"discard\",\"expectedCount\":0,\"actor\":\"mallory\"}";

	private static final String LONG = "x".repeat(300);

	private TestEnvironment environment;

	private HttpApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = HttpApplication.start(environment, Secured.class, HttpApplication.SECURED, EXPOSED);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void whoIsNobodyIsUnauthorized() {
		assertStatus(this.application, 401, 401);
		assertStatus(this.application.as("unknown"), 401, 401);
		assertThat(this.application.get("failedjobspage").status()).isEqualTo(401);
		assertThat(this.application.get("failedjobspage/page.js").status()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "failedjobs/", "failedjobs//count", "failedjobs;a=b", "failedjobs;a=b/count", "FAILEDJOBS",
			"./failedjobs", "x/../failedjobs", "%66ailedjobs", "failedjobs%2fcount", "failedjobs/count.json",
			"computejobs/", "computejobs;a=b", "COMPUTEJOBS", "%63omputejobs", "computejobs%2fcount" })
	void otherSpellingIsNoWayAround(String path) {
		assertThat(this.application.get(path).status()).isIn(400, 401, 404);
		assertThat(this.application.post(path, DISCARD_NONE).status()).isIn(400, 401, 404);
	}

	@Test
	void whoHasNoneOfTheRolesIsForbidden() {
		assertStatus(this.application.as("guest"), 403, 403);
	}

	@Test
	void readerMayLookAndDoNothing() {
		assertStatus(this.application.as("reader"), 200, 403);
		assertThat(this.application.as("reader").get("failedjobspage").status()).isEqualTo(200);
		assertThat(this.application.bean(QueueControl.class).paused()).isEmpty();
	}

	@Test
	void administratorActsUnderTheOwnNameWhateverTheBodySays() {
		HttpApplication administrator = this.application.as("anna");
		assertStatus(administrator, 200, 200);
		assertThat(this.application.bean(AuditLog.class).entries(1, null)).extracting(AuditEntry::actor)
			.containsExactly("anna");
		administrator.post("computequeues/work", "{\"action\":\"pause\",\"comment\":\"why\",\"actor\":\"ben\"}");
		assertThat(administrator.post("computequeues/work", "{\"action\":\"resume\",\"actor\":\"ben\"}").status())
			.isEqualTo(204);
		assertThat(this.application.bean(AuditLog.class).entriesOfQueue("work", 2)).extracting(AuditEntry::actor)
			.containsExactly("anna", "anna");
	}

	@Test
	void administratorWithALongNameActsUnderItsBeginning() {
		assertThat(this.application.as(LONG).post("failedjobs", DISCARD_NONE).status()).isEqualTo(200);
		assertThat(this.application.bean(AuditLog.class).entries(1, null).get(0).actor()).hasSize(200)
			.startsWith("xxx");
	}

	@Test
	void rulesHoldOnAManagementPortOfItsOwn() {
		try (HttpApplication own = HttpApplication.start(this.environment, Secured.class, HttpApplication.SECURED,
				EXPOSED, "management.server.port=0")) {
			assertStatus(own, 401, 401);
			assertStatus(own.as("guest"), 403, 403);
			assertStatus(own.as("reader"), 200, 403);
			assertStatus(own.as("anna"), 200, 200);
			assertThat(own.bean(AuditLog.class).entries(1, null)).extracting(AuditEntry::actor).containsExactly("anna");
		}
	}

	@Test
	void withoutSpringSecurityTheBodySaysWhoActs() {
		try (HttpApplication open = HttpApplication.start(this.environment, EXPOSED)) {
			assertStatus(open, 200, 200);
			assertThat(open.bean(AuditLog.class).entries(1, null)).extracting(AuditEntry::actor)
				.containsExactly("mallory");
		}
	}

	private static void assertStatus(HttpApplication caller, int get, int post) {
		String unknown = UUID.randomUUID().toString();
		for (String path : List.of("failedjobs", "failedjobs/count", "failedjobs/groups", "failedjobs/actions",
				"failedjobs/operations", "computejobs", "computejobs/count", "computequeues", "computemessages")) {
			assertThat(caller.get(path).status()).as(path).isEqualTo(get);
		}
		assertThat(caller.get("failedjobs/" + unknown).status()).isEqualTo((get == 200) ? 404 : get);
		assertThat(caller.get("computejobs/" + unknown).status()).isEqualTo((get == 200) ? 404 : get);
		assertThat(caller.post("failedjobs/" + unknown, "{\"action\":\"delete\"}").status())
			.isEqualTo((post == 200) ? 404 : post);
		assertThat(caller.post("failedjobs/operations/" + unknown, "{\"action\":\"abort\"}").status())
			.isEqualTo((post == 200) ? 404 : post);
		assertThat(caller.post("computequeues/work", "{\"action\":\"pause\",\"comment\":\"\"}").status())
			.isEqualTo((post == 200) ? 400 : post);
		assertThat(caller.post("computemessages/1", "{\"action\":\"discard\"}").status())
			.isEqualTo((post == 200) ? 404 : post);
		assertThat(caller.post("failedjobs", DISCARD_NONE).status()).isEqualTo(post);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ WorkerMain.class, JobEndpointSecurity.class })
	static class Secured {

		@Bean
		UserDetailsService users() {
			// As one that can't be told to hash a password anew, which bcrypt would find
			// too long.
			return new InMemoryUserDetailsManager(user("guest", "GUEST"), user("reader", "JOB_READER"),
					user("anna", "JOB_ADMINISTRATOR"), user(LONG, "JOB_ADMINISTRATOR"))::loadUserByUsername;
		}

		private static UserDetails user(String name, String role) {
			return User.withUsername(name).password("{noop}" + name).roles(role).build();
		}

	}

}
