package io.computeplatform.sample.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the document server and its simulated failures.
 *
 * @param folder Folder whose .txt files are served. If not set, the texts of the sample
 * are served.
 * @param failureShare Share of requests that fail, from 0 to 1.
 * @param seed Seed that determines which requests fail. The same seed repeats a run.
 * @param retryAfter Delay that a busy server requests in Retry-After.
 */
@ConfigurationProperties("sample.server")
record DocumentServerProperties(@Nullable String folder, @DefaultValue("0.4") double failureShare,
		@DefaultValue("301") long seed, @DefaultValue("2s") Duration retryAfter) {

	DocumentServerProperties {
		if (!(failureShare >= 0 && failureShare <= 1)) {
			throw new InvalidConfigurationPropertyValueException("sample.server.failure-share", failureShare,
					"It is a share of all requests: 0 (none fails) to 1 (all fail).");
		}
		if (retryAfter.toSeconds() < 1) {
			throw new InvalidConfigurationPropertyValueException("sample.server.retry-after", retryAfter,
					"It is sent as an HTTP header in whole seconds: at least 1s.");
		}
	}

}
