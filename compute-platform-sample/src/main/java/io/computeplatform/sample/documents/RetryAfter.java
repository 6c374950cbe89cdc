package io.computeplatform.sample.documents;

import java.net.http.HttpHeaders;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The header by which a busy server says when to come back. Its other form, a date, would
 * compare two machines' clocks; the backoff serves as well.
 */
final class RetryAfter {

	private RetryAfter() {
	}

	static @Nullable Duration of(HttpHeaders headers) {
		return headers.firstValue("Retry-After")
			.filter((value) -> value.matches("\\d{1,5}"))
			.map((value) -> Duration.ofSeconds(Long.parseLong(value)))
			.orElse(null);
	}

}
