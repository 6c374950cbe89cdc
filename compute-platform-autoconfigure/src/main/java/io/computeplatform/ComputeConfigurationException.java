package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the application can't start with its configuration. Spring Boot's failure
 * analysis prints description and action.
 */
public class ComputeConfigurationException extends ComputeException {

	private final String description;

	private final String action;

	public ComputeConfigurationException(String description, String action) {
		this(description, action, null);
	}

	public ComputeConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Description of the problem.
	 * @return text for a person
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Action that solves it.
	 * @return text for a person
	 */
	public String action() {
		return this.action;
	}

}
