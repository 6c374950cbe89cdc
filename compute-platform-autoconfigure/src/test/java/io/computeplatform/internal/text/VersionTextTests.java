package io.computeplatform.internal.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VersionTextTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "1.8.2", "0.1.0-SNAPSHOT", "2026-03-02 a1b2c3d", "Größe", "'; drop table jobs; --", "<b>" })
	void versionInAnyFormIsTakenAsItIs(String text) {
		assertThat(VersionText.isVersion(text)).isTrue();
		assertThat(VersionText.of(text)).isEqualTo(text);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\n" })
	void blankTextIsNoVersion(String text) {
		assertThat(VersionText.of(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1\u0000", "1\u001b[2J", "1\n2", "\ud8001", "1\u202e2" })
	void textThatLooksOtherwiseThanItIsStoredIsNoVersionAndIsMadePlain(String text) {
		assertThat(VersionText.isVersion(text)).isFalse();
		assertThat(VersionText.of(text)).contains("?").hasSameSizeAs(text);
	}

	@Test
	void longTextIsNoVersionAndIsCut() {
		assertThat(VersionText.isVersion("1".repeat(100))).isTrue();
		assertThat(VersionText.isVersion("1".repeat(101))).isFalse();
		assertThat(VersionText.of("1".repeat(10_000_000))).isEqualTo("1".repeat(99) + "…");
	}

	@Test
	void whatIsMadeAVersionIsOne() {
		for (String text : new String[] { " 1.8 ", "1\n", "1".repeat(200), "\u0000" }) {
			assertThat(VersionText.isVersion(String.valueOf(VersionText.of(text)))).isTrue();
		}
	}

}
