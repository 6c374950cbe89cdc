package io.computeplatform.testing;

import java.util.Map;
import java.util.Optional;

/**
 * The environment variables that name one server: all of a kind have the same prefix.
 *
 * @param prefix what the variables start with
 * @param environment the variables
 */
record ServerAddress(String prefix, Map<String, String> environment) {

	static Optional<ServerAddress> find(Map<String, String> environment, String key, String... prefixes) {
		for (String prefix : prefixes) {
			if (!environment.getOrDefault(prefix + key, "").isBlank()) {
				return Optional.of(new ServerAddress(prefix, environment));
			}
		}
		return Optional.empty();
	}

	String get(String key, String fallback) {
		return this.environment.getOrDefault(this.prefix + key, fallback);
	}

}
