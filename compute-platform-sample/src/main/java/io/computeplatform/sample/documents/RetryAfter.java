package io.computeplatform.sample.documents;

import java.net.http.HttpHeaders;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The header in which a busy server gives the delay before a retry. Its other form, a
 * date, is ignored in favour of the backoff, because it depends on two machines' clocks.
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
