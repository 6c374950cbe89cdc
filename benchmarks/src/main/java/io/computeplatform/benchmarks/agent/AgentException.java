package io.computeplatform.benchmarks.agent;

/**
 * A contender failed.
 */
public final class AgentException extends RuntimeException {

	public AgentException(String message) {
		super(message);
	}

	AgentException(String message, Exception cause) {
		super(message, cause);
	}

}
