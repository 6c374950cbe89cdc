package io.computeplatform.internal.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.testing.TestBrowser;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an administrator sees and does. Elements are found by what is read on them, as
 * soon as they are there.
 */
final class Browser implements AutoCloseable {

	static final int DESKTOP = 1200;

	static final int PHONE = 390;

	private static final String FIELD = "//label[span='%s' or normalize-space(text())='%s']"
			+ "//*[self::input or self::textarea or self::select]";

	private static final String CLICKABLE = "//*[self::a or self::button or self::summary]"
			+ "[normalize-space()='%s' or @aria-label='%s'] | //label[normalize-space()='%s']/input[@type='radio']";

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ChromeDriver driver = TestBrowser.driver();

	Browser() {
		TestBrowser.clear();
		resize(DESKTOP, 800);
		prefer("light");
	}

	/**
	 * Opens an address, as if nothing was open yet.
	 */
	void open(String address) {
		this.driver.get("about:blank");
		this.driver.get(address);
		until((driver) -> !isBusy(), () -> address);
	}

	void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	/**
	 * Sets the colors that the administrator prefers.
	 */
	void prefer(String colorScheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
	}

	String address() {
		return this.driver.getCurrentUrl();
	}

	String text() {
		return run("return document.body.innerText").toString().replaceAll("\\s+", " ");
	}

	void awaitText(String... texts) {
		until((driver) -> Stream.of(texts).allMatch(text()::contains),
				() -> "%s in: %s".formatted(List.of(texts), text()));
	}

	void click(String label) {
		until((driver) -> {
			find(CLICKABLE, label).click();
			return true;
		}, () -> label);
	}

	/**
	 * Clicks, and answers what the page then asks.
	 * @return the question
	 */
	String click(String label, boolean consent) {
		click(label);
		Alert question = new WebDriverWait(this.driver, TIMEOUT).until(ExpectedConditions.alertIsPresent());
		String text = question.getText();
		if (consent) {
			question.accept();
		}
		else {
			question.dismiss();
		}
		return text;
	}

	/**
	 * Replaces what is in a field.
	 */
	void fill(String label, String text) {
		WebElement field = find(FIELD, label);
		if (field.getTagName().equals("select")) {
			new Select(field).selectByValue(text);
		}
		else if ("datetime-local".equals(field.getDomAttribute("type"))) {
			// The keys to type depend on the language.
			run("arguments[0].value = arguments[1]", field, text);
		}
		else {
			field.clear();
			field.sendKeys(text);
		}
	}

	void pressEnter(String label) {
		find(FIELD, label).sendKeys(Keys.ENTER);
	}

	String value(String label) {
		return find(FIELD, label).getDomProperty("value");
	}

	boolean offers(String label) {
		return visible(CLICKABLE, label).isPresent();
	}

	int count(String path) {
		return this.driver.findElements(By.xpath(path)).size();
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	byte[] screenshot() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	/**
	 * Fails unless the console tells of requests that were refused with one of the
	 * statuses, and of nothing worse.
	 */
	void assertRefused(int... statuses) {
		assertThat(problems()).isNotEmpty()
			.allSatisfy((problem) -> assertThat(IntStream.of(statuses).mapToObj((status) -> "a status of " + status))
				.anyMatch(problem::contains));
	}

	private List<String> problems() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	private WebElement find(String path, String label) {
		return until((driver) -> isBusy() ? null : visible(path, label).orElse(null),
				() -> "%s in: %s".formatted(label, text()));
	}

	private Optional<WebElement> visible(String path, String label) {
		return this.driver.findElements(By.xpath(path.replace("%s", label)))
			.stream()
			.filter(WebElement::isDisplayed)
			.findFirst();
	}

	/**
	 * Whether the view that is shown will be replaced by the one that was asked for.
	 */
	private boolean isBusy() {
		return count("//main[@aria-busy]") > 0;
	}

	private <T> T until(Function<WebDriver, T> condition, Supplier<String> message) {
		return new WebDriverWait(this.driver, TIMEOUT, Duration.ofMillis(50))
			.ignoring(StaleElementReferenceException.class)
			.withMessage(message)
			.until(condition);
	}

	/**
	 * Fails if the console tells of a failure: of the page's scripts, of a file or a
	 * request, or of something that the Content-Security-Policy forbids.
	 */
	@Override
	public void close() {
		assertThat(ExpectedConditions.alertIsPresent().apply(this.driver)).isNull();
		// Before the jobs are deleted that the page asks for.
		until((driver) -> !isBusy(), this::text);
		assertThat(problems()).isEmpty();
	}

}
