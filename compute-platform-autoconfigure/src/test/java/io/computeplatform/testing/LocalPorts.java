package io.computeplatform.testing;

/**
 * Ports of this machine.
 */
public final class LocalPorts {

	private LocalPorts() {
	}

	/** A port on which nobody listens. */
	public static int closed() {
		return LocalCommands.freePort();
	}

}
