package io.computeplatform.failed;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class PayloadDifferenceTests {

	@Test
	void whatCanBeSubmittedCanBeCompared() {
		String number = "1".repeat(1233);
		assertThat(PayloadDifference.of("{\"a\":" + number + ",\"b\":1}", "{\"a\":" + number + ",\"b\":2}"))
			.contains("/b", "2")
			.doesNotContain(number);
		String name = "n".repeat(60_000);
		assertThat(PayloadDifference.of("{\"" + name + "\":1}", "{\"" + name + "\":2}")).contains("replace");
	}

}
