package io.computeplatform.testing;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

class RequiresBrowserCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return evaluate(System.getenv());
	}

	static ConditionEvaluationResult evaluate(Map<String, String> environment) {
		List<String> missing = Stream.of(BrowserProgram.values())
			.filter((program) -> program.find(environment).isEmpty())
			.map((program) -> program.place(environment))
			.toList();
		return missing.isEmpty() ? enabled("There is a browser")
				: disabled("Needs a browser (on Debian the packages chromium and chromium-driver), there is no "
						+ String.join(", no ", missing));
	}

}
