package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The browser of all tests in this JVM, with a profile of its own. It ends with the JVM.
 */
public final class TestBrowser {

	/**
	 * Of what Selenium does not know about a newer browser. Kept, because its level would
	 * be lost if this was collected.
	 */
	private static final Logger LOGGER = Logger.getLogger("org.openqa.selenium");

	static {
		LOGGER.setLevel(Level.SEVERE);
	}

	private final ChromeDriver driver;

	/**
	 * Its input ends with this JVM, even if that is killed. Kept, because the input would
	 * be closed too if this was collected.
	 */
	private final Process guard;

	private TestBrowser() {
		try {
			Path directory = Files.createTempDirectory("compute-test-browser-");
			this.driver = new ChromeDriver(service(directory), options(directory));
			this.guard = guard(this.driver, directory);
			OnJvmExit.run("quit-browser", this.driver::quit);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the browser. Tests use it one after the other, each clears it first.
	 */
	public static ChromeDriver driver() {
		return Holder.BROWSER.driver;
	}

	/**
	 * Opens an empty page, without what earlier tests left.
	 */
	public static void clear() {
		driver().get("about:blank");
		driver().executeCdpCommand("Network.clearBrowserCookies", Map.of());
		driver().executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", "*", "storageTypes", "all"));
		driver().manage().logs().get(LogType.BROWSER);
	}

	private static ChromeDriverService service(Path directory) {
		// Selenium would download a driver, if it was not given one.
		return new ChromeDriverService.Builder()
			.usingDriverExecutable(BrowserProgram.DRIVER.find(System.getenv()).orElseThrow().toFile())
			.usingAnyFreePort()
			.withEnvironment(Map.of("TMPDIR", directory.toString(), "TZ", "UTC"))
			.build();
	}

	private static ChromeOptions options(Path directory) {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(BrowserProgram.BROWSER.find(System.getenv()).orElseThrow().toFile());
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		options.addArguments("--user-data-dir=" + directory.resolve("profile"), "--lang=en-US", "--headless=new",
				"--hide-scrollbars",
				// Its sandbox refuses to run as root, as CI does.
				"--no-sandbox", "--disable-gpu",
				// Containers have little of it.
				"--disable-dev-shm-usage",
				// Nothing that uses the network by itself.
				"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");
		return options;
	}

	private static Process guard(ChromeDriver driver, Path directory) throws IOException {
		ProcessHandle browser = ProcessHandle.of((Long) driver.getCapabilities().getCapability("goog:processID"))
			.orElseThrow();
		// Processes of the browser that end after it may write to the directory again.
		return new ProcessBuilder("sh", "-c",
				"cat; kill -9 $1 $2; until rm -rf \"$3\" && sleep 1 && [ ! -e \"$3\" ]; do :; done", "guard",
				String.valueOf(browser.parent().orElseThrow().pid()), String.valueOf(browser.pid()),
				directory.toString())
			// To a pipe of this JVM it could not write any more.
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static final class Holder {

		static final TestBrowser BROWSER = new TestBrowser();

	}

}
