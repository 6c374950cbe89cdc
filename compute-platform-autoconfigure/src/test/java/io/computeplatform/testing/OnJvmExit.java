package io.computeplatform.testing;

/**
 * Closes what a test left open, or was interrupted before it could close.
 */
final class OnJvmExit {

	private OnJvmExit() {
	}

	static void run(String name, Runnable close) {
		Runtime.getRuntime().addShutdownHook(new Thread(close, name));
	}

}
