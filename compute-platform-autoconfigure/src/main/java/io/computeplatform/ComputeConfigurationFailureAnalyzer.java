package io.computeplatform;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class ComputeConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ComputeConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ComputeConfigurationException cause) {
		return new FailureAnalysis(cause.description(), cause.action(), cause);
	}

}
