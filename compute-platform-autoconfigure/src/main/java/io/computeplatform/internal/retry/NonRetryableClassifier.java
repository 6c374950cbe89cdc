package io.computeplatform.internal.retry;

import java.util.Collection;

import io.computeplatform.internal.text.FailureCopy;

import org.springframework.classify.BinaryExceptionClassifier;

/**
 * Refuses a retry if an exception or one of its causes is of a non-retryable class.
 * Spring's own traversal of causes never ends on a chain with a cycle.
 */
final class NonRetryableClassifier extends BinaryExceptionClassifier {

	private static final long serialVersionUID = 1L;

	NonRetryableClassifier(Collection<Class<? extends Throwable>> nonRetryable) {
		super(nonRetryable, false);
	}

	@Override
	public Boolean classify(Throwable failure) {
		return Causes.of(failure).stream().map(FailureCopy::original).allMatch(super::classify);
	}

}
