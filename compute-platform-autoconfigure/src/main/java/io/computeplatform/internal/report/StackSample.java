package io.computeplatform.internal.report;

import io.computeplatform.internal.text.PlainText;

/**
 * Reads where a thread is, up to the call of the executor.
 */
final class StackSample {

	private static final int MAX_FRAMES = 50;

	private static final int MAX_TEXT = 8_000;

	/**
	 * The frames from this class on are the same in every sample.
	 */
	private static final String ENGINE = "io.computeplatform.internal.attempt.JobExecution";

	private StackSample() {
	}

	static String of(Thread thread) {
		StringBuilder text = new StringBuilder();
		text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
		int frames = 0;
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getClassName().equals(ENGINE)) {
				break;
			}
			if (frames++ == MAX_FRAMES) {
				text.append("\n\t...");
				break;
			}
			text.append("\n\tat ").append(frame);
		}
		return PlainText.storable(text.toString(), MAX_TEXT);
	}

}
