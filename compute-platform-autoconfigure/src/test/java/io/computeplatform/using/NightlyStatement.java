package io.computeplatform.using;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.SubmitOptions;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

@Component
class NightlyStatement {

	private final AsyncPlatform asyncPlatform;

	NightlyStatement(AsyncPlatform asyncPlatform) {
		this.asyncPlatform = asyncPlatform;
	}

	@Scheduled(cron = "0 0 2 * * *", zone = "UTC")
	void submit() {
		Instant night = Instant.now().truncatedTo(ChronoUnit.DAYS);
		this.asyncPlatform.submit("statements", "statement of " + night,
				SubmitOptions.defaults().withId(Transfers.idOf("statement-" + night)));
	}

}
