package io.computeplatform.readme;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hiccups twice, then takes every mail.
 */
class MailServer {

	private final AtomicInteger hiccups = new AtomicInteger(2);

	private final List<String> sent = new CopyOnWriteArrayList<>();

	void send(String customer, String text) throws IOException {
		if (this.hiccups.getAndDecrement() > 0) {
			throw new IOException("Connection reset");
		}
		this.sent.add(customer + ": " + text);
	}

	List<String> sent() {
		return this.sent;
	}

}
