package io.computeplatform.testing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what a test left open, or was interrupted before it could close: what was opened
 * last first, because it may need the others.
 */
final class OnJvmExit {

	private static final Deque<Thread> CLOSES = new ArrayDeque<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(OnJvmExit::closeAll, "close-all"));
	}

	private OnJvmExit() {
	}

	static void run(String name, Runnable close) {
		synchronized (CLOSES) {
			CLOSES.push(new Thread(close, name));
		}
	}

	private static void closeAll() {
		try {
			for (Thread close = next(); close != null; close = next()) {
				// One that throws must not keep the others from being closed.
				close.start();
				close.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Thread next() {
		synchronized (CLOSES) {
			return CLOSES.poll();
		}
	}

}
