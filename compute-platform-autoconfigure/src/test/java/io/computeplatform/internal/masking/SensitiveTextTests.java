package io.computeplatform.internal.masking;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Tag("fast")
class SensitiveTextTests {

	private static final SensitiveNames PIN = SensitiveNames.of(List.of("Pin"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"pin":"1234"}                             | {"pin":"*"}
					{"pin":1234}                               | {"pin":"*"}
					{"pin":-12.50E+3}                          | {"pin":"*"}
					{"pin":null,"b":true}                      | {"pin":"*","b":true}
					{ "PIN" : { "a" : [1, {"b":2}] } , "c":1 } | { "PIN" : "*" , "c":1 }
					{"a":[{"pin":[1,2]},{"pIn":true}]}         | {"a":[{"pin":"*"},{"pIn":"*"}]}
					{"p\\u0069n":"a\\"}b","n":1.000000000000000000000000001} | {"p\\u0069n":"*","n":1.000000000000000000000000001}
					{"pin":"pin","pins":"pin"}                 | {"pin":"*","pins":"pin"}
					{"pin":1,"pin":2}                          | {"pin":"*","pin":"*"}
					["pin",{"a":"pin"}]                        | ["pin",{"a":"pin"}]
					"pin"                                      | "pin"
					12                                         | 12
					""")
	void eachSensitiveValueIsReplacedAndAllElseKeptToTheLetter(String json, String masked) throws IOException {
		assertThat(SensitiveText.of(json, PIN).replace((value) -> "\"*\"")).isEqualTo(masked);
	}

	@Test
	void longTextsAreMaskedToo() throws IOException {
		String filler = "{\"text\":\"%s\",\"number\":%s}".formatted("x\u20ac\\n".repeat(50_000), "9".repeat(5_000));
		String json = "[%1$s,{\"pin\":\"%2$s\"},%1$s,{\"pin\":%3$s},%1$s]".formatted(filler, "secret".repeat(50_000),
				"8".repeat(5_000));
		assertThat(SensitiveText.of(json, PIN).replace((value) -> "\"*\""))
			.isEqualTo("[%1$s,{\"pin\":\"*\"},%1$s,{\"pin\":\"*\"},%1$s]".formatted(filler));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{", "{\"pin\":}", "{\"pin\":\"1", "{\"pin\":{\"a\":", "no json", "{} {", "[1,}",
			"{\"pin\":1}}" })
	void whatIsNoJsonIsRefused(String text) {
		assertThatIOException().isThrownBy(() -> SensitiveText.of(text, PIN));
	}

	@Test
	void whatIsNestedTooDeeplyIsRefused() {
		assertThatIOException().isThrownBy(() -> SensitiveText.of("[".repeat(100_000) + "]".repeat(100_000), PIN));
		assertThatIOException()
			.isThrownBy(() -> SensitiveText.of("{\"pin\":".repeat(100_000) + "1" + "}".repeat(100_000), PIN));
	}

}
