package io.computeplatform.benchmarks.agent;

/**
 * A contender failed.
 */
public final class AgentException extends RuntimeException {

	AgentException(String message, Exception cause) {
		super(message, cause);
	}

}
