package io.computeplatform.internal.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.computeplatform.JobId;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.testing.RequiresBrowser;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the page looks: on a small screen, in dark colors, and in the picture of the
 * README.
 */
@Tag("engine")
@RequiresBrowser
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class FailedJobsPageAppearanceTests {

	/**
	 * A job of failed-jobs.sql that has attempts, and its operation.
	 */
	private static final String ID = "00000000-0000-4000-8000-000000000001";

	private static final Path PICTURES = Path.of(System.getProperty("screenshots", "target/screenshots"));

	/**
	 * Texts whose contrast is too low to be read easily, by the rule of WCAG 2.1, AA.
	 */
	private static final String ILLEGIBLE = """
			const rgba = (color) => color.match(/[\\d.]+/g).map(Number);
			const luminance = (color) => rgba(color).slice(0, 3).map((value) => value / 255)
				.map((value) => value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4))
				.reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
			const ground = (element) => {
				const color = getComputedStyle(element).backgroundColor;
				return rgba(color)[3] === 0 ? ground(element.parentElement) : color;
			};
			const contrast = (element) => {
				const part = element.matches(":placeholder-shown") ? "::placeholder" : null;
				const both = [luminance(getComputedStyle(element, part).color), luminance(ground(element))]
					.sort((a, b) => b - a);
				return (both[0] + 0.05) / (both[1] + 0.05);
			};
			return Array.from(document.body.querySelectorAll("*"))
				.filter((element) => element.checkVisibility() && (element.matches("input, select, textarea")
					|| Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim())))
				.filter((element) => contrast(element) < 4.5)
				.map((element) => element.outerHTML.substring(0, 100) + ": " + contrast(element).toFixed(1))
				.join("\\n");
			""";

	private HttpApplication application;

	private Browser browser;

	@BeforeAll
	void start(TestEnvironment environment) {
		Stream.of("invoices", "reminders", "payments", "reports").forEach(environment::queue);
		this.application = HttpApplication.start(environment,
				"management.endpoints.web.exposure.include=failedjobs,failedjobspage,computequeues,computemessages",
				"compute.async.queues.invoices.concurrency=1", "compute.async.queues.reminders.concurrency=1",
				"compute.async.queues.payments.concurrency=1", "compute.async.queues.reports.concurrency=1",
				"compute.async.version=1.8.2");
		new ResourceDatabasePopulator(new ClassPathResource("failed-jobs.sql", getClass()))
			.execute(this.application.bean(DataSource.class));
		FailedJobService service = this.application.bean(FailedJobService.class);
		AuditNote note = AuditNote.because("the customer has paid by bank transfer").by("anna");
		service.discard(JobId.of(ID), note);
		service.restore(JobId.of(ID), note);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void open() {
		this.browser = new Browser();
	}

	@AfterEach
	void close() {
		this.browser.close();
	}

	@ParameterizedTest
	@MethodSource("views")
	void viewFitsOnAPhone(String view, String text) {
		this.browser.resize(Browser.PHONE, 844);
		open(view, text);
		unfold();
		assertThat(this.browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) Browser.PHONE);
	}

	@ParameterizedTest
	@MethodSource("views")
	void viewIsLegibleInLightAndInDarkColors(String view, String text) {
		open(view, text);
		unfold();
		assertThat(background()).isEqualTo("rgb(255, 255, 255)");
		assertThat(illegible()).isEmpty();
		this.browser.prefer("dark");
		assertThat(background()).isNotEqualTo("rgb(255, 255, 255)");
		assertThat(illegible()).isEmpty();
	}

	@Test
	void anotherQueueIsProposedAsTheTargetOfAMove() {
		open("#queues", "Move queued and failed jobs");
		assertThat(this.browser.value("From")).isEqualTo("invoices");
		assertThat(this.browser.value("To")).isEqualTo("payments");
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void messageIsLegible(String colors) {
		this.browser.prefer(colors);
		open("#queues", "Pause a queue");
		this.browser.click("Pause");
		this.browser.awaitText("Nothing was done. Comment: ");
		assertThat(illegible()).isEmpty();
		this.browser.click("Repair");
		this.browser.awaitText("are left.");
		assertThat(illegible()).isEmpty();
	}

	@Test
	void pictureForTheReadmeIsTaken() throws IOException {
		open("", "299 jobs failed for good");
		int height = ((Long) this.browser.run("return document.body.offsetHeight")).intValue();
		this.browser.resize(Browser.DESKTOP, height);
		Path picture = Files.createDirectories(PICTURES).resolve("failed-jobs.png");
		Files.write(picture, this.browser.screenshot());
		assertThat(picture).isNotEmptyFile();
		assertThat(Files.size(picture)).isLessThan(200_000);
	}

	static Stream<Arguments> views() {
		return Stream.of(Arguments.of("", "299 jobs failed for good"), Arguments.of("#jobs", "Connection refused"),
				Arguments.of("#jobs?message=Connection&queue=invoices", "Message: Connection"),
				Arguments.of("#job/" + ID, "Stack trace of try 3"), Arguments.of("#act?queue=invoices", "Canary"),
				Arguments.of("#operations", "done"), Arguments.of("#operation/" + ID, "Outcomes"),
				Arguments.of("#record", "bank transfer"), Arguments.of("#queues", "Pause a queue"),
				Arguments.of("#queuerecord?queue=invoices", "Queue invoices"),
				Arguments.of("#messages?queue=invoices", "compute-try-count"), Arguments.of("#message?id=1", "Body"));
	}

	private void open(String view, String text) {
		this.browser.open(this.application.address() + "failedjobspage" + view);
		this.browser.awaitText(text);
	}

	private void unfold() {
		this.browser.run("document.querySelectorAll('details').forEach((each) => each.open = true)");
	}

	private Object background() {
		return this.browser.run("return getComputedStyle(document.body).backgroundColor");
	}

	private String illegible() {
		return (String) this.browser.run(ILLEGIBLE);
	}

}
