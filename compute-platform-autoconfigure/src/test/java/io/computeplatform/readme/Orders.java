package io.computeplatform.readme;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Orders {

	private final AsyncPlatform asyncPlatform;

	Orders(AsyncPlatform asyncPlatform) {
		this.asyncPlatform = asyncPlatform;
	}

	@Transactional
	public JobId close(Invoice invoice) {
		// ... your own tables, in the same transaction ...
		return this.asyncPlatform.submit("invoices", invoice);
	}

}
