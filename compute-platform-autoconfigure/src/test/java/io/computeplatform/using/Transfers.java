package io.computeplatform.using;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.SubmitOptions;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Transfers {

	private final AsyncPlatform asyncPlatform;

	Transfers(AsyncPlatform asyncPlatform) {
		this.asyncPlatform = asyncPlatform;
	}

	@Transactional
	public JobId order(Transfer transfer) {
		JobId id = idOf("transfer-" + transfer.number());
		return this.asyncPlatform.submit("transfers", transfer, SubmitOptions.defaults().withId(id));
	}

	static JobId idOf(String name) {
		return new JobId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
	}

}
