package io.computeplatform.internal.text;

import io.computeplatform.InvalidJobException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("fast")
class PlainTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "two\rlines", "a\u2028b", "a\u2029b", "\u001b[31mred", "\u009b31mred", "\0",
			"a\u202etxt.exe", "\u2066a", "a\u200f", "\u061ca", "half \ud83d", "\ttab" })
	void textThatLooksOtherwiseThanItIsStoredIsRefused(String text) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> PlainText.check("why", text, 2000))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("Invalid why '")
				.contains("without control characters")
				.doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]"));
		assertThat(PlainText.of(text, 100)).contains("?").hasSameSizeAs(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "It's 50% & <b>", "Größe", "日本語", "שלום", "نمی‌خواهم", "👩‍👩‍👧" })
	void textOfAnyLanguageIsTakenAsItIs(String text) {
		assertThat(PlainText.check("why", text, 2000)).isEqualTo(text);
		assertThat(PlainText.of(text, 2000)).isEqualTo(text);
	}

	@Test
	void longTextIsCutAndNotEchoed() {
		String text = "x".repeat(10_000_000);
		assertThat(PlainText.of(text, 200)).hasSize(200).endsWith("x…");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> PlainText.check("why", text, 2000))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500).contains("10000000 characters"));
	}

	@Test
	void textIsNotCutWithinACharacter() {
		assertThat(PlainText.cut("a\uD83D\uDE00bc", 3)).isEqualTo("a\u2026");
		assertThat(PlainText.cut("ab\uD83D\uDE00c", 3)).isEqualTo("ab\u2026");
		assertThat(PlainText.cut("a\uD83D\uDE00bc", 4)).isEqualTo("a\uD83D\uDE00\u2026");
	}

}
