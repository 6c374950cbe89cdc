package io.computeplatform.sample.backing;

import io.computeplatform.embedded.EmbeddedServerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class EmbeddedServerFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedServerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedServerException cause) {
		Throwable origin = cause.getCause();
		return new FailureAnalysis(cause.getMessage() + ((origin != null) ? " (" + origin.getMessage() + ")" : ""),
				"Follow the hint above, or use your own servers: set spring.datasource.url and spring.rabbitmq.host.",
				cause);
	}

}
