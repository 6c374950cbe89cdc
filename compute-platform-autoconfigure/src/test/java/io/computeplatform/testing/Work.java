package io.computeplatform.testing;

/**
 * What a job of the tests is to do.
 *
 * @param action name of the action, as {@link WorkExecutor} knows it
 * @param number its parameter: tries, milliseconds or percent
 */
public record Work(String action, int number) {

	public static Work succeed() {
		return new Work("succeed", 0);
	}

	public static Work fail() {
		return new Work("fail", 0);
	}

	public static Work failBefore(int tryNumber) {
		return new Work("fail-before", tryNumber);
	}

	/** Ends the JVM without any clean-up, like an out-of-memory killer. */
	public static Work haltBefore(int tryNumber) {
		return new Work("halt-before", tryNumber);
	}

	public static Work take(int millis) {
		return new Work("take", millis);
	}

	/** Is interrupted by nothing but the end of the JVM. */
	public static Work takeUnheeding(int millis) {
		return new Work("take-unheeding", millis);
	}

	public static Work failByChance(int percent) {
		return new Work("fail-by-chance", percent);
	}

}
