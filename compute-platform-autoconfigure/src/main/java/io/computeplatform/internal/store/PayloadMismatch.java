package io.computeplatform.internal.store;

/**
 * A difference between a payload and the same payload read back from its JSON.
 *
 * @param path fields and element numbers that lead to it; no keys of maps, which are
 * values
 * @param reason what differs, without the values
 */
record PayloadMismatch(String path, String reason) {

	PayloadMismatch in(String step) {
		return new PayloadMismatch(step + this.path, this.reason);
	}

	@Override
	public String toString() {
		return (this.path.isEmpty() ? "it" : "'" + this.path.replaceFirst("^\\.", "") + "'") + " " + this.reason;
	}

}
