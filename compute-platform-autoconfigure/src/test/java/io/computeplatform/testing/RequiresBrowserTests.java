package io.computeplatform.testing;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@Tag("fast")
class RequiresBrowserTests {

	private static final String EXECUTABLE = "/bin/sh";

	@Test
	void programThatIsMissingIsNamedInTheReason() {
		ConditionEvaluationResult result = RequiresBrowserCondition
			.evaluate(Map.of("COMPUTE_TEST_CHROMIUM", EXECUTABLE, "COMPUTE_TEST_CHROMEDRIVER", "/missing"));

		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason().orElseThrow()).contains("the packages chromium and chromium-driver")
			.endsWith("there is no COMPUTE_TEST_CHROMEDRIVER=/missing");
	}

	@Test
	void programsThatAreNamedAreTaken() {
		assertThat(RequiresBrowserCondition
			.evaluate(Map.of("COMPUTE_TEST_CHROMIUM", EXECUTABLE, "COMPUTE_TEST_CHROMEDRIVER", EXECUTABLE))
			.isDisabled()).isFalse();
	}

	@Test
	@RequiresBrowser
	void testRunsWithABrowserOnly() {
		assertThat(TestBrowser.driver().getTitle()).isNotNull();
	}

}
