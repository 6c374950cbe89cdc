package io.computeplatform.test.example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.stereotype.Component;

/**
 * Accepts mail unless it is down.
 */
@Component
class MailServer {

	private final List<String> sent = new CopyOnWriteArrayList<>();

	private volatile boolean down;

	void send(String customer, String text) {
		if (this.down) {
			throw new IllegalStateException("Connection refused");
		}
		this.sent.add(customer + ": " + text);
	}

	void setDown(boolean down) {
		this.down = down;
	}

	List<String> sent() {
		return this.sent;
	}

}
