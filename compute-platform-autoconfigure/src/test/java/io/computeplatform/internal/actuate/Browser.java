package io.computeplatform.internal.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.htmlunit.BrowserVersion;
import org.htmlunit.ScriptException;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlTextArea;
import org.htmlunit.javascript.SilentJavaScriptErrorListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an administrator sees and does. Elements are found by what is read on them, as
 * soon as they are there.
 */
final class Browser implements AutoCloseable {

	private static final String FIELD = "//label[span='%s' or normalize-space(text())='%s']"
			+ "//*[self::input or self::textarea or self::select]";

	private static final String CLICKABLE = "//*[self::a or self::button or self::summary]"
			+ "[normalize-space()='%s' or @aria-label='%s'] | //label[normalize-space()='%s']/input[@type='radio']";

	private final WebClient client = new WebClient(new BrowserVersion.BrowserVersionBuilder(BrowserVersion.CHROME)
		.setSystemTimezone(TimeZone.getTimeZone(ZoneOffset.UTC))
		.build());

	private final List<String> alerts = new ArrayList<>();

	private final List<String> questions = new ArrayList<>();

	private final List<ScriptException> failures = new ArrayList<>();

	private boolean consent = true;

	Browser() {
		this.client.getOptions().setThrowExceptionOnScriptError(false);
		this.client.getOptions().setThrowExceptionOnFailingStatusCode(false);
		this.client.setAlertHandler((page, message) -> this.alerts.add(message));
		this.client.setConfirmHandler((page, message) -> {
			this.questions.add(message);
			return this.consent;
		});
		this.client.setJavaScriptErrorListener(new SilentJavaScriptErrorListener() {

			@Override
			public void scriptException(HtmlPage page, ScriptException exception) {
				Browser.this.failures.add(exception);
			}

		});
	}

	/**
	 * Opens an address, as if nothing was open yet.
	 */
	void open(String address) {
		try {
			this.client.getPage("about:blank");
			this.client.getPage(address);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What the page asked, whether it was to do something.
	 */
	List<String> questions() {
		return this.questions;
	}

	void answer(boolean consent) {
		this.consent = consent;
	}

	String address() {
		return page().executeJavaScript("location.href").getJavaScriptResult().toString();
	}

	String text() {
		return page().asNormalizedText().replaceAll("\\s+", " ");
	}

	void awaitText(String... texts) {
		Awaitility.await().pollInSameThread().untilAsserted(() -> {
			settle();
			assertThat(this.failures).isEmpty();
			assertThat(text()).contains(texts);
		});
	}

	void click(String label) {
		try {
			find(CLICKABLE, label).click();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replaces what is in a field.
	 */
	void fill(String label, String text) {
		DomElement field = find(FIELD, label);
		if (field instanceof HtmlSelect select) {
			select.setSelectedAttribute(text, true);
		}
		else if (field instanceof HtmlTextArea area) {
			area.setText(text);
		}
		else {
			((HtmlInput) field).setValue(text);
		}
	}

	void pressEnter(String label) {
		try {
			((HtmlInput) find(FIELD, label)).type('\n');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String value(String label) {
		DomElement field = find(FIELD, label);
		return (field instanceof HtmlTextArea area) ? area.getText() : ((HtmlInput) field).getValue();
	}

	boolean offers(String label) {
		return visible(CLICKABLE, label).findAny().isPresent();
	}

	int count(String path) {
		return page().getByXPath(path).size();
	}

	private DomElement find(String path, String label) {
		return Awaitility.await(label).pollInSameThread().until(() -> {
			settle();
			return visible(path, label).findFirst();
		}, Optional::isPresent).orElseThrow();
	}

	private Stream<DomElement> visible(String path, String label) {
		return page().<DomElement>getByXPath(path.replace("%s", label)).stream().filter(DomNode::isDisplayed);
	}

	/**
	 * Lets requests come back that are on their way.
	 */
	private void settle() {
		this.client.waitForBackgroundJavaScriptStartingBefore(50);
	}

	private HtmlPage page() {
		return (HtmlPage) this.client.getCurrentWindow().getEnclosedPage();
	}

	/**
	 * Fails if the page's scripts have failed, or others have run.
	 */
	@Override
	public void close() {
		this.client.close();
		assertThat(this.failures).isEmpty();
		assertThat(this.alerts).isEmpty();
	}

}
