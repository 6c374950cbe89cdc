package io.computeplatform.observability;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what somebody would have been woken up for.
 */
class Pager {

	private final List<String> pages = new CopyOnWriteArrayList<>();

	void page(String text) {
		this.pages.add(text);
	}

	List<String> pages() {
		return this.pages;
	}

}
